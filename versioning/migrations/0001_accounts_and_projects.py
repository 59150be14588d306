"""The tables of accounts, projects, and what belongs to a project as a whole: workspaces, branches, languages, tokens."""

import django.contrib.auth.models
import django.contrib.auth.validators
import django.utils.timezone
import uuid6
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("versioning", "0001_initial"),
        ("versioning", "0003_languages_workflow_presentation"),
        ("versioning", "0004_fill_languages_and_gaps"),
        ("versioning", "0011_orders_without_joins"),
    ]

    dependencies = [("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined")),
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ("is_service", models.BooleanField(default=False, editable=False)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={"verbose_name": "user", "verbose_name_plural": "users", "abstract": False},
            managers=[("objects", django.contrib.auth.models.UserManager())],
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ("slug", models.SlugField(max_length=100, unique=True)),
                ("name", models.CharField(max_length=255)),
                ("description", models.TextField(blank=True, default="")),
                ("language", models.CharField(default="en", max_length=5)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("modified_at", models.DateTimeField(auto_now=True)),
            ],
            options={"ordering": ("slug",)},
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="memberships", to="versioning.project"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="memberships", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "role",
                    models.PositiveSmallIntegerField(
                        choices=[(10, "viewer"), (20, "editor"), (30, "publisher"), (40, "manager")]
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("project", "user"), name="one_membership_per_project_and_user"),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", [10, 20, 30, 40])), name="membership_role_is_known"
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Workspace",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "project",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="workspaces", to="versioning.project"),
                ),
                ("slug", models.SlugField(max_length=100)),
                ("name", models.CharField(max_length=255)),
                ("order", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("modified_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ("project_id", "slug"),
                "constraints": [
                    models.UniqueConstraint(fields=("project", "slug"), name="one_workspace_per_project_and_slug")
                ],
            },
        ),
        migrations.CreateModel(
            name="Branch",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "project",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="branches", to="versioning.project"),
                ),
                ("name", models.CharField(max_length=255)),
                ("is_main", models.BooleanField(default=False, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ("project_id", "name"),
                "constraints": [
                    models.UniqueConstraint(fields=("project", "name"), name="one_branch_per_project_and_name"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_main", True)), fields=("project",), name="one_main_branch_per_project"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_main", False), ("closed_at", None), _connector="OR"),
                        name="main_branch_is_never_closed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Language",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(on_delete=models.CASCADE, related_name="languages", to="versioning.project"),
                ),
                ("code", models.CharField(max_length=5)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ("project_id", "code"),
                "constraints": [
                    models.UniqueConstraint(fields=("project", "code"), name="one_language_per_project_and_code")
                ],
            },
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                ("id", models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("personal", "Personal"), ("project", "Project"), ("organization", "Organization")],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=255)),
                ("prefix", models.CharField(db_index=True, editable=False, max_length=8)),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                (
                    "user",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="tokens", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "project",
                    models.ForeignKey(
                        null=True, on_delete=models.CASCADE, related_name="tokens", to="versioning.project"
                    ),
                ),
                (
                    "role",
                    models.PositiveSmallIntegerField(
                        choices=[(10, "viewer"), (20, "editor"), (30, "publisher"), (40, "manager")], null=True
                    ),
                ),
                ("scopes", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True, on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("expires_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(editable=False, null=True)),
                ("last_used_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "ordering": ("-created_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "personal"), ("project", None), ("role", None)),
                            models.Q(
                                ("kind", "project"),
                                ("project__isnull", False),
                                ("role__in", [10, 20, 30, 40]),
                                ("role__isnull", False),
                            ),
                            models.Q(
                                ("kind", "organization"),
                                ("project", None),
                                ("role__in", [10, 20, 30, 40]),
                                ("role__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="token_kind_fits_its_role_and_project",
                    )
                ],
            },
        ),
    ]
