// The main flow of v1 with a client of types generated from its schema. Prints what it saw, as `stories.V1` has it.

import createClient from "openapi-fetch";

import type { components, paths } from "./schema.ts";

type Problem = components["schemas"]["Problem"];
type Version = components["schemas"]["Version"];
interface Answer<Data> {
  data?: Data;
  error?: Problem;
  response: Response;
}

const [baseUrl, token] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });

/** What was asked for; ends the program where it was refused. */
function answered<Data>(answer: Answer<Data>): Data {
  if (answer.data === undefined) {
    throw new Error(`Refused: ${JSON.stringify(answer.error)}`);
  }
  return answer.data;
}

function refused<Data>({ error, response }: Answer<Data>) {
  if (error === undefined) {
    throw new Error(`Not refused: ${response.status}`);
  }
  return { status: error.status, code: error.code, field: error.errors?.[0]?.field ?? null };
}

function told({ name, status, number, is_active, modified_fields }: Version) {
  return { name, status, number, is_active, modified_fields };
}

const { projects } = answered(await client.GET("/api/v1/projects")).data;
const creation = answered(
  await client.POST("/api/v1/documents", {
    body: { title: "Refunds", body: "Money back.\n\n14 days.", project: projects[0]!.slug },
  }),
).data;
const path = { document_id: creation.documentId };
const first = answered(await client.POST("/api/v1/documents/{document_id}/draft/publish", { params: { path } })).data;
const fork = answered(
  await client.POST("/api/v1/documents/{document_id}/versions", {
    params: { path },
    body: { source_version_id: "current", name: "Spring" },
  }),
).data.version;
const forkPath = { ...path, version: fork.id };

async function update(body: components["schemas"]["VersionPatchRequest"]) {
  const address = "/api/v1/documents/{document_id}/versions/{version}";
  return told(answered(await client.PATCH(address, { params: { path: forkPath }, body })).data.version);
}

function activate() {
  return client.POST("/api/v1/documents/{document_id}/versions/{version}/activate", { params: { path: forkPath } });
}

function read() {
  return client.GET("/api/v1/documents/{document_id}", { params: { path } });
}

async function lookAround() {
  const list = await client.GET("/api/v1/documents/{document_id}/versions", { params: { path } });
  const shown = answered(await read());
  const compared = answered(
    await client.GET("/api/v1/documents/{document_id}/compare", { params: { path, query: { base: "1", head: "2" } } }),
  );
  // Of another format it would be.
  if (typeof compared === "string") {
    throw new Error(compared);
  }
  const { comparison } = compared.data;
  const lines = comparison.hunks.flatMap((hunk) => hunk.lines).filter((line) => line.text.trim() !== "");
  const { lines_added, lines_removed } = comparison.statistics;
  return {
    versions: answered(list).data.versions.map((row) => [row.number, row.is_active]),
    document: [shown.document.title, shown.version?.body.split("\n").at(-1), shown.current_version?.number],
    compared: [lines.map((line) => line.kind), lines_added, lines_removed],
  };
}

async function draft() {
  return answered(await client.POST("/api/v1/documents/{document_id}/draft", { params: { path } })).identifier;
}

async function trash() {
  const answer = await client.DELETE("/api/v1/documents/{document_id}", { params: { path } });
  return { trashed: answer.response.status, gone: refused(await read()) };
}

// The order of the members is that of the calls.
const story = {
  projects: projects.map((project) => project.slug),
  created: [creation.document.title, creation.draft.version.number, creation.draft.version.status],
  published_first: told(first.version),
  forked: told(fork),
  from_the_first: fork.source_version_id === first.version.id,
  saved: await update({ body: "Money back.\n\n30 days." }),
  not_yet: refused(await activate()),
  published: await update({ status: "published" }),
  activated: told(answered(await activate()).data.version),
  ...(await lookAround()),
  same_draft: (await draft()) === (await draft()),
  invalid: refused(await client.POST("/api/v1/documents", { body: { title: "" } })),
  ...(await trash()),
};
process.stdout.write(JSON.stringify(story));
