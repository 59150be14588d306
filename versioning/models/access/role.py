"""Roles and scopes: what a user or a token may do in a project."""

from django.db import models


class Role(models.IntegerChoices):
    """Ordered: each role may do all that lower roles may. The gaps leave room for new roles."""

    VIEWER = 10, "viewer"
    EDITOR = 20, "editor"
    PUBLISHER = 30, "publisher"
    MANAGER = 40, "manager"


class Scope(models.TextChoices):
    """What a token may be used for. A scope limits the role and never extends it."""

    READ = "read", "read documents and their versions"
    DRAFT = "draft", "propose changes in drafts, never publish"
    PUBLISH = "publish", "publish, promote and archive versions"
    MANAGE = "manage", "manage documents, branches, members and tokens"
    CUSTOMER_API = "customerApi", "everything that its role allows (what Document360 clients ask for)"
