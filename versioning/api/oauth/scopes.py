"""The scopes that an application can ask for, which are the scopes of tokens."""

from typing import Any

from oauth2_provider.scopes import BaseScopes

from versioning.models import Scope


class StemmaScopes(BaseScopes):
    """Every application can ask for every scope. It never gets more than the role of its person allows."""

    def get_all_scopes(self) -> dict[str, str]:
        return {scope.value: str(scope.label) for scope in Scope}

    # The library asks for the scopes of one application. All applications have the same.
    def get_available_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        return list(Scope.values)

    def get_default_scopes(self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any) -> list[str]:
        """Return the scope of a request without one (RFC 6749 section 3.3), which is the smallest."""
        return [Scope.READ.value]
