// The main flow of v3 with a client of types generated from its schema. Prints what it saw, as `stories.V3` has it.

import createClient from "openapi-fetch";

import type { components, paths } from "./schema.ts";

type Article = components["schemas"]["Article"];
type Problem = components["schemas"]["ProblemDetails"];
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

function refused<Data>(answer: Answer<Data>) {
  const error = answer.error?.errors?.[0];
  if (answer.error === undefined || error === undefined) {
    throw new Error(`Not refused: ${answer.response.status}`);
  }
  return { status: answer.error.status, title: answer.error.title, code: error.code };
}

function told({ title, content, status, version_number, public_version }: Article) {
  return { title, content, status, version_number, public_version };
}

const projects = answered(await client.GET("/v3/projects")).data;
const project_id = projects[0]!.id;
const project = { path: { project_id } };
const shelves = answered(
  await client.GET("/v3/projects/{project_id}/project-versions", { params: project }),
).data;
const project_version_id = shelves[0]!.id;

const category = answered(
  await client.POST("/v3/projects/{project_id}/categories", {
    params: project,
    body: { name: "Guides", project_version_id },
  }),
).data;
const creation = await client.POST("/v3/projects/{project_id}/articles", {
  params: project,
  body: { title: "Refunds", content: "14 days.", category_id: category.id, project_version_id },
});
const created = answered(creation).data;
const where = new URL(creation.response.headers.get("Location") ?? "").pathname;
const path = { project_id, article_id: created.id };

async function publish(version_number: number) {
  const body = { project_version_id, version_number };
  const answer = await client.POST("/v3/projects/{project_id}/articles/{article_id}/publish", { params: { path }, body });
  return answered(answer).success;
}

function update(content: string) {
  const body = { content, title: null };
  return client.PATCH("/v3/projects/{project_id}/articles/{article_id}", { params: { path }, body });
}

function read(published: boolean) {
  const params = { path, query: { published } };
  return client.GET("/v3/projects/{project_id}/articles/{article_id}", { params });
}

function fork() {
  return client.POST("/v3/projects/{project_id}/articles/{article_id}/fork", { params: { path } });
}

async function history() {
  const params = { path, query: { include_total_count: true } };
  const answer = await client.GET("/v3/projects/{project_id}/articles/{article_id}/versions", { params });
  const { data, pagination } = answered(answer);
  const versions = data.map((row) => [row.version_number, row.base_version, row.status]);
  return { versions, total: pagination.total_count };
}

async function settle() {
  const body = { tags: ["money"], status_indicator: "updated" as const };
  const address = "/v3/projects/{project_id}/articles/{article_id}/settings";
  answered(await client.PATCH(address, { params: { path }, body }));
  const { tags, status_indicator, status_indicator_expiry_date } = answered(
    await client.GET(address, { params: { path } }),
  ).data;
  return { tags, indicator: status_indicator, expires: status_indicator_expiry_date };
}

async function lookAround() {
  const shelf = await client.GET("/v3/projects/{project_id}/project-versions/{project_version_id}/articles", {
    params: { path: { project_id, project_version_id } },
  });
  const tree = await client.GET("/v3/projects/{project_id}/categories/{category_id}", {
    params: { path: { project_id, category_id: category.id } },
  });
  return {
    on_shelf: answered(shelf).data.map((article) => article.title),
    in_tree: answered(tree).data.articles.map((article) => [article.title, article.public_version]),
  };
}

async function remove() {
  const answer = await client.DELETE("/v3/projects/{project_id}/articles/{article_id}", { params: { path } });
  return { deleted: answer.response.status, gone: refused(await read(false)) };
}

// The order of the members is that of the calls.
const story = {
  projects: projects.map((row) => row.name),
  project_versions: shelves.filter((row) => row.is_default).map((row) => row.name),
  category: category.name,
  created: told(created),
  in_category: created.category_id === category.id,
  location: where === `/v3/projects/${project_id}/articles/${created.id}`,
  patched: told(answered(await update("21 days.")).data),
  published: await publish(1),
  unforked: refused(await update("Never.")),
  forked: told(answered(await fork()).data),
  conflict: refused(await fork()),
  patched_fork: told(answered(await update("30 days.")).data),
  readers_get: told(answered(await read(true)).data),
  ...(await history()),
  published_fork: await publish(2),
  readers_get_now: told(answered(await read(true)).data),
  settings: await settle(),
  ...(await lookAround()),
  ...(await remove()),
};
process.stdout.write(JSON.stringify(story));
