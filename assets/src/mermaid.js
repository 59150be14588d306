// Draws diagrams of pages that have any.

export { default } from "mermaid";
