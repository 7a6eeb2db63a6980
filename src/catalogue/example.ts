import type { MethodManifest, ParamManifest } from './manifest.js';
import { quotedFor, shellHere } from './shells.js';

/**
 * An example command line for a method: its required options, with the examples of its definition; if none
 * is required, those that have an example. It can be pasted into bash, cmd and PowerShell; a value that each of them quotes differently, into the
 * shell of this machine.
 */
export function exampleLine(
  service: string,
  method: MethodManifest,
  leaveOut: readonly ParamManifest[] = [],
) {
  return exampleWords(service, method, leaveOut)
    .map((word) => quotedFor(shellHere, word))
    .join(' ');
}

/** The same as an array of words. */
export function exampleWords(
  service: string,
  method: MethodManifest,
  leaveOut: readonly ParamManifest[] = [],
): string[] {
  const required = method.params.filter((param) => param.required);
  const main = required.length > 0 ? required : method.params.filter(({ example }) => example);
  const shown = main.filter((param) => !leaveOut.includes(param));
  const { positions = [] } = method;
  const options = shown.flatMap((param) => [
    ...(positions.includes(param.option) ? [] : [`--${param.option}`]),
    exampleOf(param),
  ]);
  const out = method.binary ? ['--out', method.binary] : [];
  return ['oint', service, method.name, ...options, ...out];
}

/** An example value of a param, as it is typed. */
export function exampleOf({ example, values, default: usual, option }: ParamManifest): string {
  return (
    example ??
    values?.[0] ??
    (usual === undefined || usual === '' ? option.toUpperCase() : String(usual))
  );
}

/** A default as help and pages show it: a line break is `\n`, as users type it. */
export function defaultText(usual: unknown): string {
  const text = typeof usual === 'string' ? usual : JSON.stringify(usual);
  return text.replaceAll('\r', '\\r').replaceAll('\n', '\\n');
}
