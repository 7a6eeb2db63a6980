import type { MethodManifest, ParamManifest } from './manifest.js';

/**
 * A command line that shows a method at work: what it needs, with the examples of its definition.
 * Quoted so that it can be pasted into bash, cmd and PowerShell alike.
 */
export function exampleLine(
  service: string,
  method: MethodManifest,
  leaveOut: readonly string[] = [],
) {
  const shown = method.params.filter(
    (param) => param.required && !leaveOut.includes(param.option),
  );
  const options = shown.map((param) => `--${param.option} ${quoted(exampleOf(param))}`);
  const out = method.binary
    ? [`--out ${method.name === 'GenerateSpeech' ? 'speech.mp3' : 'file.bin'}`]
    : [];
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
