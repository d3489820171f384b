"""Routes of registers. Each part keeps its own in `<part>_urls.py`, in the lists PORTAL, DESK, STUDIO and ROOT.

Words stand before the id of a register: `declaring_names` refuses an id that is one of them.
"""

from __future__ import annotations

from honglam.engines.register import (
    catalogue_urls,
    desk_urls,
    exports_urls,
    imports_urls,
    quality_urls,
    records_urls,
    studio_urls,
)

portal = catalogue_urls.PORTAL
desk = [
    *catalogue_urls.DESK,
    *records_urls.DESK,
    *imports_urls.DESK,
    *exports_urls.DESK,
    *quality_urls.DESK,
    *desk_urls.DESK,  # `<register>/` last
]
studio = studio_urls.STUDIO
urlpatterns = exports_urls.ROOT
