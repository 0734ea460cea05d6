"""Settings of the site. All of them follow from the node home (`TOCSIN_HOME`) and, for the ledger, `DATABASE_URL`."""

from __future__ import annotations

import os
from pathlib import Path

from tocsin.errors import HomeError
from tocsin.node.database import ledger_database
from tocsin.node.site_key import site_key
from tocsin.wording.languages import LANGUAGES as SPOKEN
from tocsin.wording.languages import NAMES


def _home() -> Path:
    named = os.environ.get("TOCSIN_HOME")
    if not named:
        raise HomeError(
            "the site does not know its node home",
            wanted="TOCSIN_HOME",
            got="nothing",
            next_step="run `tocsin serve --home DIR`",
        )
    return Path(named).resolve()


TOCSIN_HOME = _home()
CHART_CACHE = TOCSIN_HOME / "cache" / "charts"

SECRET_KEY = site_key(TOCSIN_HOME)
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ROOT_URLCONF = "tocsin.node.urls"
WSGI_APPLICATION = "tocsin.node.wsgi.application"
INSTALLED_APPS = ["django.contrib.staticfiles", "tocsin.node.ledger", "tocsin.node.pages"]
MIDDLEWARE = [
    "tocsin.node.headers.SafeHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "tocsin.node.pages.faults.Faults",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"builtins": ["tocsin.node.pages.templatetags.words"]},
    }
]
DATABASES = {"default": ledger_database(os.environ.get("DATABASE_URL", ""), TOCSIN_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [(code, NAMES[code]) for code in SPOKEN]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # an installed package serves its own files: nothing to collect
WHITENOISE_MAX_AGE = 3600

CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "tocsin.node.pages.views.plain.forbidden"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False}},
}
