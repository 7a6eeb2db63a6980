import type { MethodManifest, ParamManifest } from './manifest.js';

/**
 * A command line that shows a method at work: what it needs, with the examples of its definition.
 * Quoted so that it can be pasted into bash, cmd and PowerShell alike.
 */
export function exampleLine(
  service: string,
  method: MethodManifest,
  leaveOut: readonly ParamManifest[] = [],
) {
  const shown = method.params.filter((param) => param.required && !leaveOut.includes(param));
  const options = shown.map((param) => `--${param.option} ${quoted(exampleOf(param))}`);
  const out = method.binary ? [`--out ${method.binary}`] : [];
  return ['oint', service, method.name, ...options, ...out].join(' ');
}

function exampleOf({ example, values, default: usual, option }: ParamManifest): string {
  return (
    example ??
    values?.[0] ??
    (usual === undefined || usual === '' ? option.toUpperCase() : String(usual))
  );
}

function quoted(value: string): string {
  return /^[\w./:@+=-]+$/.test(value) ? value : `"${value}"`;
}
