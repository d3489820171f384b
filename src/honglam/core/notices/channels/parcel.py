"""What a channel carries."""

from __future__ import annotations

from dataclasses import dataclass

from honglam.core.notices.contracts import Text


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message, ready to go.

    Attributes:
        key: our number for it.
        to: e-mail address, phone in E.164, or a push endpoint.
        text: what may be read outside the platform.
        path: page of ours that it leads to.
        link: the same with our host.
        language: of the text.
        urgent: whether it should not wait for the receiver's battery.
        keys: public key and secret of a browser; for push only.
        signer: number of our key with which that browser subscribed.
        leave: address at which the receiver says to hear no more; for mail only.
    """

    key: str
    to: str
    text: Text
    path: str
    link: str
    language: str
    urgent: bool = False
    keys: tuple[str, str] = ("", "")
    signer: int = 0
    leave: str = ""
