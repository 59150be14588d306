"""Every verb of the core, ready to be done by anybody: for what must hold for all of them alike."""

from tests.services.verbs import documents, drafts, files, projects, schedules, versions, webhooks

VERBS = {
    **documents.VERBS,
    **drafts.VERBS,
    **versions.VERBS,
    **schedules.VERBS,
    **projects.VERBS,
    **webhooks.VERBS,
    **files.VERBS,
}
