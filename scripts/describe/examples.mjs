// Example responses without the texts that people wrote.

/** The value with prose, addresses and long texts replaced by short words of the same kind. */
export function plain(value, name = 'text') {
  if (Array.isArray(value)) return value.slice(0, 1).map((item) => plain(item, name));
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([key, item]) => [key, plain(item, key)]);
    return Object.fromEntries(sameOnly(fields));
  }
  return typeof value === 'string' ? plainText(value, name) : value;
}

function plainText(text, name) {
  if (/^https?:/.test(text)) return 'https://example.com/';
  if (/@/.test(text)) return 'user@example.com';
  if (/^\d+\.\d+\.\d+\.\d+$/.test(text)) return '192.0.2.1';
  if (/^\d{4}-\d\d-\d\d|^\d\d[./]\d\d[./]\d{4}|^\d\d:\d\d/.test(text)) return text;
  const isWord = /^[\w.:+/#=~-]*$/.test(text) && text.length <= 40;
  return isWord ? text : name.toLowerCase();
}

/** In a record with numbered keys (people, files), the first entry is enough. */
function sameOnly(fields) {
  const isByNumber = fields.length > 1 && fields.every(([key]) => /^\w*\d+$/.test(key));
  return isByNumber ? fields.slice(0, 1) : fields;
}

/** The first example, with the other's values where they have the same type. */
export function overlaid(example, other) {
  if (isEmpty(example)) return other ?? example;
  if (Array.isArray(example)) {
    const first = Array.isArray(other) ? other[0] : undefined;
    return [overlaid(example[0], first)];
  }
  if (typeof example === 'object' && example !== null) {
    const given = typeof other === 'object' && other !== null ? other : {};
    const fields = Object.entries(example);
    return Object.fromEntries(fields.map(([key, value]) => [key, overlaid(value, given[key])]));
  }
  return typeof other === typeof example ? other : example;
}

function isEmpty(value) {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** Only the fields of both. */
export function common(shape, other) {
  if (isEmpty(shape) || typeof shape !== 'object' || typeof other !== 'object' || other === null) {
    return overlaid(shape, other);
  }
  if (Array.isArray(shape))
    return Array.isArray(other) ? other.slice(0, 1).map((one) => common(shape[0], one)) : shape;
  const fields = Object.entries(shape).filter(([key]) => key in other);
  return Object.fromEntries(fields.map(([key, value]) => [key, common(value, other[key])]));
}
