"""The scopes that an application may ask for: the same as those of tokens."""

from typing import Any

from oauth2_provider.scopes import BaseScopes

from versioning.models import Scope


class StemmaScopes(BaseScopes):
    """Every application may ask for all; what it gets is no more than what its person's role allows."""

    def get_all_scopes(self) -> dict[str, str]:
        return {scope.value: str(scope.label) for scope in Scope}

    def get_available_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        return list(Scope.values)

    def get_default_scopes(self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any) -> list[str]:
        """What is meant where none is named (RFC 6749 section 3.3): the least."""
        return [Scope.READ.value]
