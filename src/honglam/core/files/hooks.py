"""What rooms declare here: the things that files belong to, and the places where files are sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from honglam.base.access import Viewer
from honglam.kit.nav import Text
from honglam.kit.registry import Registry
from honglam.kit.uploads import PAPERS, FileKind


def nobody(_owner_id: str) -> str:
    """Return no person: the files of this kind are about nobody in particular."""
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerKind:
    """A kind of thing that files belong to.

    Attributes:
        id: `room.word` (`wells.well`); written into every file's row, so it never changes.
        title: what people call it.
        may_read: takes the viewer and the id; tells whether they may see this thing, and with it its files.
        may_write: the same for adding and removing files.
        personal: whether its files hold personal data, so that each reading is written into the ledger.
        person: takes the id and returns the account whose data it is.
        public: whether anybody sees its files; whoever may not also change them gets pictures without the place and the
            camera that are written into a photograph.
        address: takes the id and returns the page of the thing.
    """

    id: str
    title: Text
    may_read: Callable[[Viewer, str], bool]
    may_write: Callable[[Viewer, str], bool]
    personal: bool = False
    person: Callable[[str], str] = nobody
    public: bool = False
    address: Callable[[str], str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A place where files are sent: what is taken there.

    Attributes:
        id: `room.word` (`wells.drawings`).
        title: what people call it.
        kinds: what is taken.
        most_bytes: of one file; the installation's limit when 0.
        most_files: of one owner.
        anonymous: whether somebody who is not signed in may send.
        bare: what cameras and programs write into a picture, its place above all, is taken out before it is stored.
    """

    id: str
    title: Text
    kinds: tuple[FileKind, ...] = PAPERS
    most_bytes: int = 0
    most_files: int = 20
    anonymous: bool = False
    bare: bool = False


OWNERS: Registry[OwnerKind] = Registry("owner of files")
USES: Registry[Use] = Registry("use of files")
