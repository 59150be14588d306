export { Editor, Extension, Mark, Node, getSchema, mergeAttributes } from "@tiptap/core";
export { Image } from "@tiptap/extension-image";
export { TaskItem, TaskList } from "@tiptap/extension-list";
export { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
export { DOMParser, DOMSerializer, Slice } from "@tiptap/pm/model";
export { StarterKit } from "@tiptap/starter-kit";
