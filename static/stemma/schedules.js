// Choose the time zone of the browser, unless the person chose one already.
const zones = document.querySelector("select[data-zone]");
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zones && zones.value === "UTC" && [...zones.options].some((option) => option.value === own)) zones.value = own;
