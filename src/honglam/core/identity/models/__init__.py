"""Tables of identity."""

from __future__ import annotations

from honglam.core.identity.models.accounts import Account, AccountManager
from honglam.core.identity.models.agencies import PATH_COLLATION, Agency
from honglam.core.identity.models.posts import Post

__all__ = ["PATH_COLLATION", "Account", "AccountManager", "Agency", "Post"]
