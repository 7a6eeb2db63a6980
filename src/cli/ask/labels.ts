import type { Labels } from '../../core/definition/labels.js';
import { cliLabels } from '../run/labels.js';

/** Options of `ask` whose names differ from the library's. */
const OPTIONS: Readonly<Record<string, string>> = {
  attachments: 'attach',
  files: 'mcp',
  maxSteps: 'max-steps',
};

/** Options with the same name. */
const SAME = new Set(['url', 'token', 'model', 'system', 'options', 'headers', 'tools', 'schema']);

/** How `oint ask` and `oint chat` name inputs: those without an option keep their own name. */
export const askLabels: Labels = {
  ...cliLabels,
  param(key) {
    const option = OPTIONS[key] ?? (SAME.has(key) ? key : undefined);
    return option === undefined ? key : `--${option}`;
  },
  // The reply is already printed as it arrives.
  stream: undefined,
  partial: undefined,
};
