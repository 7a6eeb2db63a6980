import type { Labels } from '../../core/definition/labels.js';
import { cliLabels } from '../run/labels.js';

/** What `ask` calls otherwise than the library does. */
const OPTIONS: Readonly<Record<string, string>> = {
  attachments: 'attach',
  files: 'mcp',
  maxSteps: 'max-steps',
};

/** What it calls the same. */
const SAME = new Set(['url', 'token', 'model', 'system', 'options', 'headers', 'tools', 'schema']);

/** How `oint ask` and `oint chat` name inputs: what they have no option for goes by its own name. */
export const askLabels: Labels = {
  ...cliLabels,
  param(key) {
    const option = OPTIONS[key] ?? (SAME.has(key) ? key : undefined);
    return option === undefined ? key : `--${option}`;
  },
  // The reply is printed as it arrives already.
  stream: undefined,
  partial: undefined,
};
