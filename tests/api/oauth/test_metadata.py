import json

from django.test import Client
from pytest_django.fixtures import Settings

from tests.api.oauth.flow import SignIn, make_application, told
from tests.cast import Cast

WELL_KNOWN = "/.well-known/oauth-authorization-server"


def test_the_document_has_the_members_of_rfc_8414(db: None) -> None:
    answer = Client().get(WELL_KNOWN)

    assert answer["Content-Type"] == "application/json"
    assert answer.json() == {
        "issuer": "http://testserver",
        "authorization_endpoint": "http://testserver/oauth/authorize",
        "token_endpoint": "http://testserver/oauth/token",
        "revocation_endpoint": "http://testserver/oauth/revoke",
        "introspection_endpoint": "http://testserver/oauth/introspect",
        "scopes_supported": ["read", "draft", "publish", "manage", "customerApi"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
        "revocation_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
        "introspection_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "authorization_response_iss_parameter_supported": True,
        "service_documentation": "http://testserver/docs/",
    }


def test_behind_a_proxy_the_issuer_is_what_clients_see(settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ALLOWED_HOSTS = ["docs.example"]

    told = Client().get(WELL_KNOWN, headers={"Host": "docs.example", "X-Forwarded-Proto": "https"}).json()

    assert told["issuer"] == "https://docs.example"
    assert told["token_endpoint"] == "https://docs.example/oauth/token"


def test_the_issuer_of_an_answer_is_that_of_the_document(cast: Cast, settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    sign_in = SignIn(make_application()[0], cast.editor.user)
    sign_in.browser.defaults |= {
        "HTTP_HOST": "testserver",
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_REFERER": "https://testserver/",
    }

    answer = sign_in.answer()

    assert told(answer)["iss"] == "https://testserver"


def test_the_api_description_names_it_beside_tokens(db: None) -> None:
    schema = json.loads(Client().get("/docs/openapi?format=json").content)

    schemes = schema["components"]["securitySchemes"]

    assert schemes.keys() == {"bearerAuth", "oauth2", "session"}
    flow = schemes["oauth2"]["flows"]["authorizationCode"]
    assert (flow["authorizationUrl"], flow["tokenUrl"]) == ("/oauth/authorize", "/oauth/token")
    assert flow["scopes"].keys() == {"read", "draft", "publish", "manage", "customerApi"}
    operation = schema["paths"]["/api/v1/documents"]["get"]
    assert operation["security"] == [{"oauth2": []}, {"bearerAuth": []}, {"session": []}]
