import type { Paint } from '../../start/terminal.js';

/** A longer text is shown without colors: nobody reads it on a terminal. */
const LONGEST = 2 ** 20;

const TOKEN = /("(?:[^"\\]|\\.?)*(?:"|$))( ?:)?|\b(?:true|false|null)\b|-?\d[\d.eE+-]*/g;

/** Written JSON with the colors of a terminal: names, texts, and other values. */
export function coloredJson(json: string, paint: Paint): string {
  if (json.length > LONGEST) return json;
  return json.replace(TOKEN, (token, text?: string, colon?: string) => {
    if (text !== undefined && colon !== undefined) return `${paint('cyan', text)}${colon}`;
    if (text !== undefined) return paint('green', text);
    return paint(token === 'null' ? 'dim' : 'yellow', token);
  });
}
