"""How a tenant's pages look, as they are drawn."""

from application.ports.page_words import PageWords
from domain.brand_image import ImageKind, image_url
from domain.brand_texts import PLACES, text_for
from domain.palette import palette_of
from domain.tenant import Tenant
from entrypoints.pages.look import PageLook


def look_of(tenant: Tenant, words: PageWords) -> PageLook:
    """A tenant's brand: its name, colours that can be read, images that lie here, and its own words in a language."""
    brand = tenant.branding
    texts = {place: text_for(brand.texts, place, words.tag) for place in PLACES}
    return PageLook(
        name=tenant.display_name,
        logo=_image(tenant, ImageKind.LOGO),
        favicon=_image(tenant, ImageKind.FAVICON),
        terms_url=brand.terms_url,
        privacy_url=brand.privacy_url,
        support_url=brand.support_url,
        texts={place: text for place, text in texts.items() if text},
        palette=palette_of(brand),
    )


def _image(tenant: Tenant, kind: ImageKind) -> str | None:
    """Its path: the pages stand on the same origin, and load from no other."""
    mark = tenant.images.get(kind)
    return image_url("", tenant.slug, kind, mark) if mark else None
