"""The languages of sites, as a project has them: ISO 639-1, and a country."""

import re

from versioning.models.limits import LANGUAGE

LEFT_OUT = "The translations into {} are left out: a language is two letters and a country."
# A project has no scripts, so that they are the countries that mostly write in them.
_SCRIPTS = {"hans": "CN", "hant": "TW"}
_LOCALE = re.compile(r"([a-z]{2})(?:[-_]([a-z]{2}|hans|hant)(?:[-_][a-z]{2})?)?", re.IGNORECASE)


def language_of(locale: str) -> str:
    """Return the language of a project for the locale of a site: `zh_Hant` becomes `zh-TW`. Empty if there is none."""
    found = _LOCALE.fullmatch(locale)
    if found is None:
        return ""
    language, country = found[1].lower(), (found[2] or "").lower()
    code = f"{language}-{_SCRIPTS.get(country, country).upper()}" if country else language
    return code if LANGUAGE.fullmatch(code) else ""
