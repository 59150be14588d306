// Draws the diagrams of a page. Without this script people see their source.

import { drawDiagrams } from "./diagram_pictures.js";

drawDiagrams(document, { address: document.querySelector("[data-diagrams]").dataset.diagrams });
