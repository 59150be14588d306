/* Buttons that copy a field's value. Without this script the field can still be selected. */

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = "Copied";
    } catch {
      // The clipboard needs HTTPS or localhost, and the person's permission.
      button.textContent = "Press Ctrl+C";
    }
  });
  field.addEventListener("focus", () => field.select());
}
