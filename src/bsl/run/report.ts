import { type Place, ScriptError, say } from '../values/errors.js';

/** An error that nothing caught: what, where, the line with a mark, and the calls that led there. */
export function report(error: ScriptError): string {
  const [place, ...callers] = error.places ?? [];
  const lines = place
    ? [`${place.module}:${place.line}:${place.column}: ${error.description}`, ...excerpt(place)]
    : [error.description];
  for (const { module, line } of callers.slice(0, 10))
    lines.push(`  ${say({ ru: 'вызвано из', en: 'called from' })} ${module}:${line}`);
  const { cause } = error;
  if (cause instanceof ScriptError)
    lines.push(say({ ru: 'по причине:', en: 'because of:' }), report(cause).trimEnd());
  return `${lines.join('\n')}\n`;
}

function excerpt({ code, column }: Place): string[] {
  return [code, `${code.slice(0, column - 1).replace(/[^\t]/g, ' ')}^`];
}
