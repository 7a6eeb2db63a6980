import { recordKind } from '../../core/definition/kinds/json.js';
import { clip, inputError } from '../../core/definition/kinds/refuse.js';
import { type Kind, type ParamContext, param, partContext } from '../../core/definition/param.js';
import { didYouMean } from '../../core/util/did-you-mean.js';
import type { JsonRecord } from '../../core/util/is-record.js';

/** The fields of a message that GetMessageParametersStructure returns. */
export const messageFields = {
  Title: 'Title of the notification',
  Priority: 'Priority: a number from 1 to 5, or min, low, default, high, max',
  Tags: 'Tags, separated by commas, or a list; some become emojis: warning',
  Click: 'URL that a click opens',
  Attach: 'URL of a file to attach',
  Actions: 'Buttons: JSON, or the short form: view, Open, https://example.com',
  Delay: 'Delay: 30m, a Unix time, or words such as tomorrow, 10am',
  Email: 'Email address that gets the message, too',
  Icon: 'URL of an icon',
  Markdown: 'Whether the message is Markdown: true or false',
} as const;

/** Further fields, which are rarely needed. */
const FURTHER = ['Filename', 'Call', 'Cache', 'Firebase', 'Template', 'Sequence-ID'];
const KNOWN = [...Object.keys(messageFields), ...FURTHER];

const PRIORITIES: Readonly<Record<string, number>> = {
  ...{ min: 1, low: 2, default: 3, high: 4, max: 5, urgent: 5 },
  ...{ 1: 1, 2: 2, 3: 3, 4: 4, 5: 5 },
};

/** The fields of a message under ntfy's names in JSON. Those that are empty are left out. */
export type Fields = {
  title?: string;
  priority?: number;
  tags?: string[];
  /** A list in JSON, or ntfy's short form. */
  actions?: unknown[] | string;
  markdown?: boolean;
} & Partial<Record<'click' | 'attach' | 'delay' | 'email' | 'icon' | 'filename' | 'call', string>> &
  Partial<Record<(typeof ONLY_IN_QUERY)[number], string>>;

/** These are not fields of messages in JSON. */
export const ONLY_IN_QUERY = ['cache', 'firebase', 'template', 'sequence-id'] as const;

const kind: Kind<JsonRecord | string, Fields> = {
  ...recordKind,
  async parse(value, context) {
    const given = await recordKind.parse(value, context);
    const fields: Record<string, unknown> = {};
    for (const [name, content] of Object.entries(given)) {
      const known = KNOWN.find((one) => plain(one) === plain(name));
      if (!known) throw unknownField(name, context);
      if (content === undefined || content === null || content === '') continue;
      fields[known.toLowerCase()] = readField(known, content, partContext(context, `.${name}`));
    }
    return fields as Fields;
  },
};

const plain = (name: string) => name.toLowerCase().replace(/[-_ ]/g, '');

function unknownField(name: string, context: ParamContext) {
  const hint = didYouMean(name, KNOWN) ?? `Fields: ${KNOWN.join(', ')}.`;
  return inputError(context, `: unknown field "${clip(context.redactor.text(name))}"`, { hint });
}

/** The param with the fields of a message besides its text. */
export const options = param(kind, 'Fields, as GetMessageParametersStructure returns them', {
  optional: true,
  example: "{'Title':'Disk full','Priority':'high','Tags':'warning'}",
});

function readField(name: string, value: unknown, context: ParamContext): unknown {
  switch (name) {
    case 'Priority':
      return priorityOf(value, context);
    case 'Tags':
      return tagsOf(value);
    case 'Actions':
      return actionsOf(value, context);
    case 'Markdown':
      return /^(true|yes|1)$/i.test(String(value));
    case 'Cache':
    case 'Firebase':
      return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
    default:
      if (typeof value === 'object') throw inputError(context, ' must be a string');
      return value === true ? 'yes' : String(value);
  }
}

function priorityOf(value: unknown, context: ParamContext): number {
  const found = PRIORITIES[String(value).toLowerCase()];
  if (found !== undefined) return found;
  throw inputError(context, ' must be a number from 1 to 5, or min, low, default, high, max');
}

function tagsOf(value: unknown): string[] {
  const all = Array.isArray(value) ? value.map(String) : String(value).split(',');
  return all.map((tag) => tag.trim()).filter(Boolean);
}

function actionsOf(value: unknown, context: ParamContext): unknown[] | string {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'string') return [value];
  if (!value.trim().startsWith('[')) return value;
  try {
    return JSON.parse(value) as unknown[];
  } catch {
    throw inputError(context, ' is not valid JSON');
  }
}
