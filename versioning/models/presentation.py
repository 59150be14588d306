"""Presentation settings of documents for readers' sites. They have no versions."""

from django.db import models


class Presentation(models.Model):
    """The presentation of a document. The row is created when a value is first set. Until then the defaults apply."""

    class StatusIndicator(models.TextChoices):
        NONE = "none"
        NEW = "new"
        UPDATED = "updated"
        CUSTOM = "custom"

    class CategoryType(models.TextChoices):
        FOLDER = "folder"
        PAGE = "page"
        INDEX = "index"

    document = models.OneToOneField(
        "versioning.Document", models.CASCADE, primary_key=True, related_name="stored_presentation"
    )
    seo_title = models.CharField(max_length=255, default="", blank=True)
    description = models.TextField(default="", blank=True)
    allow_comments = models.BooleanField(default=True)
    show_table_of_contents = models.BooleanField(default=True)
    featured_image_url = models.CharField(max_length=2000, default="", blank=True)
    tags = models.JSONField(default=list, blank=True)
    status_indicator = models.CharField(max_length=7, choices=StatusIndicator.choices, default=StatusIndicator.NONE)
    status_indicator_expires_at = models.DateTimeField(null=True, blank=True)
    exclude_from_search = models.BooleanField(default=False)
    exclude_from_ai_search = models.BooleanField(default=False)
    exclude_from_external_search = models.BooleanField(default=False)
    related = models.ManyToManyField("versioning.Document", blank=True, related_name="+")
    requires_acknowledgement = models.BooleanField(default=False)
    icon = models.CharField(max_length=255, default="", blank=True)
    category_type = models.CharField(max_length=6, choices=CategoryType.choices, default=CategoryType.FOLDER)

    def __str__(self) -> str:
        return f"presentation of {self.document}"
