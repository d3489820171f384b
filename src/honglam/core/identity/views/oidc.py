"""To the electronic identity and back."""

from __future__ import annotations

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from honglam.base.access import Kind
from honglam.base.errors import Missing, ProofNeeded, Refusal
from honglam.base.words import N_
from honglam.core.identity import oidc
from honglam.kit.access import public, recently_proved

_ELSEWHERE = N_("Another site has sent you here to tie an electronic identity to your account.")
_NONE = N_("This installation has no such electronic identity.")


@require_safe
@public("people sign in here")
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the provider; to tie it to an account, only after a fresh proof."""
    if request.GET.get("process") == "connect":
        # Another site could have the caller signed in at the provider as somebody else.
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
            raise Refusal(_ELSEWHERE, remedy=N_("Begin from the page of your account."))
        if not recently_proved(request):
            raise ProofNeeded
    request.session[oidc.KIND] = Kind.OFFICER.value if request.GET.get("as") == "officer" else Kind.CITIZEN.value
    try:
        answer: HttpResponse = OAuth2LoginView.adapter_view(oidc.Adapter(request, provider_id))(request)
    except SocialApp.DoesNotExist as error:
        raise Missing(_NONE) from error
    except OSError as error:  # whatever a connection can suffer
        raise Refusal(
            N_("The electronic identity cannot be reached just now."),
            remedy=N_("Try again in a while, or sign in another way."),
        ) from error
    return answer


@require_safe
@public("the provider sends people back here; the state and the identity token are the right to pass")
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take the provider's answer."""
    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(oidc.Adapter(request, provider_id))(request)
    except SocialApp.DoesNotExist as error:
        raise Missing(_NONE) from error
    return answer
