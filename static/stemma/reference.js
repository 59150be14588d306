// The API reference follows the color scheme of the system. Swagger UI has dark colors for a class of the root element.

const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
follow();
dark.addEventListener("change", follow);
