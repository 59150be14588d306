// What a person types as the address of a link, as the address that is written.

const FOLLOWED = ["http:", "https:", "mailto:", "tel:"];
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const HOST_WITH_PORT = /^[\w.-]+:\d+(?:[/?#]|$)/;
const EMAIL = /^[^\s@/?#]+@[^\s@/?#]+\.[^\s@/?#]+$/;
const DOMAIN = /^(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}(?:[/?#]|$)/u;
const FILE = /^[^/?#]+\.(?:md|mdx|html?|rst|txt|pdf)(?:[?#]|$)/i;
const RELATIVE = /^(?:[/#?]|\.\.?\/)|\//;

/** Browsers ignore these in addresses, so they could hide a scheme. */
function visible(typed) {
  return Array.from(typed.trim())
    .filter((character) => character >= " " && character !== "\u007f")
    .join("");
}

/** Return {href}, or {fault}: a sentence that says why the link can't be written. */
export function addressOf(typed) {
  const address = visible(typed);
  if (!address) return { fault: "Enter a URL, or choose a document." };
  if (address.startsWith("//") || HOST_WITH_PORT.test(address)) return checked(`https://${address.replace(/^\/\//, "")}`);
  const scheme = address.match(SCHEME)?.[0].toLowerCase();
  if (scheme && !FOLLOWED.includes(scheme))
    return { fault: `A link can't start with “${scheme}”. Use a web address, an email address or a phone number.` };
  if (scheme) return checked(address);
  if (EMAIL.test(address)) return { href: `mailto:${address}` };
  if (FILE.test(address)) return { href: address };
  if (DOMAIN.test(address)) return checked(`https://${address}`);
  if (RELATIVE.test(address)) return { href: address };
  return { fault: `“${address}” is not an address. Enter a URL such as https://example.com, or choose a document.` };
}

function checked(href) {
  return URL.canParse(href) ? { href } : { fault: `“${href}” is not a valid address.` };
}
