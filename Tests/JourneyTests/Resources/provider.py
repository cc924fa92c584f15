#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""An OpenID Connect provider for tests and for trying: Debian's django-oauth-toolkit, set up here and not written by us.

usage: provider.py PORT FOLDER REDIRECT…

FOLDER holds key.pem, the RSA key that it signs with, which is made when it is missing; people.json, what it says of whom by
their names, read with each request; and its database. Everybody's password is `password`. The client is `attest`, its
secret `client secret`.
"""

import json
import os
import pathlib
import sys

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

port, folder, redirects = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
key = folder / "key.pem"
people = folder / "people.json"
if not key.exists():
    made = rsa.generate_private_key(65537, 2048)
    key.write_bytes(made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
LOGIN = """<!DOCTYPE html><html lang="en"><head><title>Example login</title>
<meta name="viewport" content="width=device-width"></head><body><main><h1>Example login</h1>
<form action="" method="post">{% csrf_token %}<label>Name <input name="username"></label>
<label>Password <input name="password" type="password"></label>
<input type="hidden" name="next" value="{{ next }}"><button type="submit">Sign in</button></form></main></body></html>"""

settings.configure(
    SECRET_KEY="of this run alone", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF="__main__", USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "database")}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    # Browsers send cookies to every port of a host: theirs are told from ours by their names alone.
    SESSION_COOKIE_NAME="provider-session", CSRF_COOKIE_NAME="provider-csrf",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "oauth2_provider"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("django.template.loaders.locmem.Loader", {"registration/login.html": LOGIN})],
            "context_processors": ["django.template.context_processors.request"],
        },
    }],
    OAUTH2_PROVIDER={
        "OIDC_ENABLED": True, "OIDC_RSA_PRIVATE_KEY": key.read_text(), "PKCE_REQUIRED": True,
        "OIDC_ISS_ENDPOINT": f"http://127.0.0.1:{port}/o", "OAUTH2_VALIDATOR_CLASS": "__main__.Validator",
        "SCOPES": {"openid": "Who you are", "email": "Your address", "profile": "Your name"},
    },
)
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.auth.views import LoginView  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.urls import include, path  # noqa: E402
from oauth2_provider.models import get_application_model  # noqa: E402
from oauth2_provider.oauth2_validators import OAuth2Validator  # noqa: E402
from oauth2_provider.views import ConnectDiscoveryInfoView  # noqa: E402


class Validator(OAuth2Validator):
    oidc_claim_scope = None

    def get_additional_claims(self, request):
        return json.loads(people.read_text()).get(request.user.username, {})


urlpatterns = [
    path("accounts/login/", LoginView.as_view()),
    # This version has it with a stroke at the end alone; the standard has none.
    path("o/.well-known/openid-configuration", ConnectDiscoveryInfoView.as_view()),
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
]


def main() -> None:
    call_command("migrate", verbosity=0)
    application = get_application_model()
    application.objects.all().delete()
    application.objects.create(
        client_id="attest", client_secret="client secret", redirect_uris=" ".join(redirects), skip_authorization=True,
        client_type=application.CLIENT_CONFIDENTIAL, algorithm=application.RS256_ALGORITHM,
        authorization_grant_type=application.GRANT_AUTHORIZATION_CODE)
    for name in json.loads(people.read_text()):
        if not get_user_model().objects.filter(username=name).exists():
            get_user_model().objects.create_user(name, password="password")
    call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, verbosity=0)


main()
