export { strikethrough, tables } from "@joplin/turndown-plugin-gfm";
export { default as TurndownService } from "turndown";
