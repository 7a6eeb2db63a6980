import { Conversations } from '../../ask/conversations.js';
import { readManifests } from '../../catalogue/manifest.js';
import { dataFolder } from '../../core/files/data-folder.js';
import { isRecord } from '../../core/util/is-record.js';
import { modelFiles } from '../../local/engines/gguf/model-files.js';
import { readConfig } from '../run/config-file.js';
import type { Candidate } from '../start/command.js';

/** What this user has, for tab completion: nothing is asked of a server. */

/** The models that the config names, and those of the embedded server. */
export async function knownModels(): Promise<Candidate[]> {
  const { aliases = {}, openai = {}, profiles = {} } = await readConfig();
  const named = [openai, ...Object.values(profiles)].flatMap((one) =>
    isRecord(one) && typeof one.model === 'string' ? [one.model] : [],
  );
  const files = await modelFiles();
  return [
    ...Object.keys(aliases).map((word) => ({ word, summary: String(aliases[word]) })),
    ...[...new Set(named)].map((word) => ({ word, summary: 'In the config' })),
    ...files.map(({ id }) => ({ word: id, summary: 'On this machine' })),
  ];
}

export async function knownTemplates(): Promise<Candidate[]> {
  const { templates = {} } = await readConfig();
  return Object.entries(templates).map(([word, one]) => ({
    word,
    summary: isRecord(one) ? String(one.prompt ?? '').split('\n')[0]! : '',
  }));
}

export async function knownProfiles(): Promise<Candidate[]> {
  const { profiles = {} } = await readConfig();
  return Object.keys(profiles).map((word) => ({ word, summary: 'Profile' }));
}

/** The IDs of the newest conversations. */
export async function knownConversations(): Promise<Candidate[]> {
  const kept = await Conversations.open(dataFolder());
  try {
    return kept.list(NEWEST).map(({ id, title }) => ({ word: id, summary: title }));
  } finally {
    kept.close();
  }
}

const NEWEST = 50;

/** The keys of the config that have a value. */
export async function setKeys(): Promise<Candidate[]> {
  return keysIn(await readConfig()).map((word) => ({ word, summary: '' }));
}

function keysIn(section: object, before = '', depth = 4): string[] {
  return Object.entries(section).flatMap(([name, value]) =>
    isRecord(value) && depth > 1
      ? keysIn(value, `${before}${name}.`, depth - 1)
      : [`${before}${name}`],
  );
}

/** Every key that a service has, and those that have a value. */
export async function possibleKeys(): Promise<Candidate[]> {
  const found = new Map<string, string>();
  for (const { name, regions } of readManifests()) {
    for (const { params } of regions.flatMap(({ methods }) => methods)) {
      for (const { option, summary } of params) {
        if (!found.has(`${name}.${option}`)) found.set(`${name}.${option}`, summary);
      }
    }
  }
  for (const { word } of await setKeys()) if (!found.has(word)) found.set(word, '');
  return [...found].map(([word, summary]) => ({ word, summary }));
}
