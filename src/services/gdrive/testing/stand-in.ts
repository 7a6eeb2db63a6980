import type { Behavior, Stage } from '../../../../test/stand-in/behavior.js';
import {
  type Description,
  readDescription,
  type Values,
} from '../../../../test/stand-in/description.js';
import { pageOf } from '../../../../test/stand-in/pages.js';
import { type Answer, isProblem, type Problem } from '../../../../test/stand-in/problem.js';
import type { Call } from '../../../../test/stand-in/request.js';
import { StandIn } from '../../../../test/stand-in/server.js';
import { googleAuthorize, googleRefusal, googleTokens } from '../../../../test/support/google.js';
import type { Received } from '../../../../test/support/server.js';
import { Drive, isFound, namesIn, type Stored, selected } from './drive.js';
import { Sessions } from './sessions.js';

export const description: Description = readDescription(
  new URL('./description.json', import.meta.url),
);

interface Parts {
  drive: Drive;
  sessions: Sessions;
}

/** A server that stands in for the Drive API, its uploads and oauth2.googleapis.com. */
export async function start(): Promise<StandIn & Parts> {
  const parts: Parts = { drive: new Drive(), sessions: new Sessions() };
  await parts.sessions.start();
  const server = await StandIn.start(description, behavior(parts));
  return Object.assign(server, parts);
}

const nothing = { status: 204, body: '' };
const DEFAULTS = 'kind,id,name,mimeType';
const paging = {
  by: 'cursor',
  from: 'pageToken',
  limit: 'pageSize',
  next: 'nextPageToken',
} as const;

const rule = (code: string, message: string, status = 403): Problem => ({
  ...{ wrong: 'rule', code, message, status },
});

function behavior({ drive, sessions }: Parts): Behavior {
  /** A file that a client sees. One in a shared drive exists only for clients that know of those. */
  const find = ({ fileId, supportsAllDrives }: Values): Stored | Problem => {
    const stored = drive.files.get(String(fileId));
    if (stored && (!stored.facts.driveId || supportsAllDrives === true)) return stored;
    return { wrong: 'not found', name: 'fileId', message: `File not found: ${fileId}.` };
  };
  const found = (call: Call, work: (stored: Stored) => Answer | Problem): Answer | Problem => {
    const stored = find(call.values);
    return isProblem(stored) ? stored : work(stored);
  };
  const metadata = (facts: Values, { fields = DEFAULTS }: Values): Answer => ({
    body: selected(facts, String(fields)),
  });
  const save = (call: Call, given: Values, content: Buffer): Answer => {
    const { fields, supportsAllDrives, uploadType, ...facts } = given;
    return metadata(drive.put(facts, content), call.values);
  };
  /** A session for a new file, or for new content of an existing one. */
  const begin = (call: Call, old: Values): Answer => {
    const { fileId, ...given } = call.values;
    const location = sessions.begin((data, type) => {
      const media = call.request.headers['x-upload-content-type'] ?? type;
      return save(call, { mimeType: media, ...old, ...given }, data);
    });
    return { headers: { location }, body: '' };
  };
  const isUpload = ({ request }: Call) => request.path.startsWith('/upload/');
  const list = (
    all: readonly Values[],
    { values }: Call,
    at: string,
    size: number,
    max: number,
  ) => {
    const page = pageOf(all, { ...paging, size, max }, values);
    if (isProblem(page)) return page;
    const body = page.mark({ kind: `drive#${at.slice(0, -1)}List`, [at]: page.items }) as Values;
    return {
      body: selected(body, String(values.fields ?? `kind,nextPageToken,${at}(${DEFAULTS})`)),
    };
  };
  return {
    refuse: googleRefusal,
    authorize: googleAuthorize,
    rule: (call) => fieldsProblem(call) ?? driveProblem(call),
    paging: { ...paging, size: 100 },
    instead: {
      'files.get': (call) =>
        found(call, (stored) => content(stored, call) ?? metadata(stored.facts, call.values)),
      'files.list': (call) => {
        const q = String(call.values.q ?? '');
        const { corpora, driveId } = call.values;
        const all = [...drive.files.values()].filter(
          ({ facts }) => corpora === 'allDrives' || facts.driveId === driveId,
        );
        const states = all.map((stored) => (q === '' ? true : isFound(stored, q)));
        if (states.includes(undefined)) return rule('invalid', 'Invalid Value', 400);
        const files = all.filter((_, at) => states[at]).map(({ facts }) => facts);
        return list(files, call, 'files', 100, 1000);
      },
      'files.create': (call) =>
        isUpload(call) ? begin(call, {}) : save(call, call.values, Buffer.alloc(0)),
      'files.update': (call) => found(call, ({ facts }) => begin(call, facts)),
      'files.copy': (call) =>
        found(call, ({ facts, content }) => {
          if (facts.mimeType === FOLDER)
            return rule('cannotCopyFile', 'This file cannot be copied.');
          const { fileId, ...changed } = call.values;
          const { id, ...old } = facts;
          return save(call, { ...old, name: `Copy of ${facts.name}`, ...changed }, content);
        }),
      'files.delete': (call) =>
        found(call, () => {
          drive.files.delete(String(call.values.fileId));
          return nothing;
        }),
      'files.export': (call) =>
        found({ ...call, values: { ...call.values, supportsAllDrives: true } }, ({ facts }) =>
          String(facts.mimeType).startsWith('application/vnd.google-apps.')
            ? { body: Buffer.from(`exported as ${call.values.mimeType}`) }
            : rule('fileNotExportable', 'Export only supports Docs Editors files.'),
        ),
      'comments.create': (call) => {
        const comment = drive.comment(`AAAAvK7bQ4${drive.comments.length}`, call.values.content);
        drive.comments.push(comment);
        return metadata(comment, call.values);
      },
      'comments.get': (call) => {
        const comment = drive.comments.find(({ id }) => id === call.values.commentId);
        const message = `Comment not found: ${call.values.commentId}.`;
        return comment ? metadata(comment, call.values) : { wrong: 'not found', message };
      },
      'comments.list': (call) => list(drive.comments, call, 'comments', 20, 100),
      'comments.delete': () => nothing,
    },
    routes: {
      'POST /upload/drive/v3/files': (request, _, stage) =>
        uploading(request, {}, 'files.create', stage),
      'PATCH /upload/drive/v3/files/{fileId}': (request, inPath, stage) =>
        uploading(request, inPath, 'files.update', stage),
      ...googleTokens,
    },
  };
}

const FOLDER = 'application/vnd.google-apps.folder';

/** The start of an upload: its metadata must be that of the operation. */
async function uploading(
  request: Received,
  inPath: Values,
  name: string,
  stage: Stage,
): Promise<Answer> {
  const { searchParams: query } = new URL(request.path, 'http://host');
  if (query.get('uploadType') !== 'resumable') return { status: 400, body: 'uploadType' };
  const given = JSON.parse(request.body.toString() || '{}') as Values;
  const supportsAllDrives = query.get('supportsAllDrives') === 'true';
  const values = { ...given, ...inPath, supportsAllDrives };
  const operation = description.operations[name]!;
  // What is wrong becomes a response afterwards.
  return (await stage.run({ name, operation, description, values, request })) as Answer;
}

/** The content of a file, or a range of it. */
function content(
  { facts, content }: Stored,
  { values, request }: Call,
): Answer | Problem | undefined {
  if (values.alt !== 'media') return undefined;
  if (String(facts.mimeType).startsWith('application/vnd.google-apps.')) {
    const message =
      'Only files with binary content can be downloaded. Use Export with Docs Editors files.';
    return rule('fileNotDownloadable', message);
  }
  const headers = { 'content-type': String(facts.mimeType) };
  const [, first] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
  if (first === undefined) return { headers, body: content };
  const range = `bytes ${first}-${content.length - 1}/${content.length}`;
  return {
    ...{ status: 206, body: content.subarray(Number(first)) },
    headers: { ...headers, 'content-range': range },
  };
}

/** Comments are returned only with `fields`, and all names in those must exist. */
function fieldsProblem({ name, values }: Call): Problem | undefined {
  const [kind, verb] = name.split('.');
  if (values.fields === undefined) {
    if (kind !== 'comments' || verb === 'delete') return undefined;
    return { wrong: 'missing', message: "The 'fields' parameter is required for this method." };
  }
  const { answer } = description.operations[name]!;
  const schema = String(answer?.$ref ?? '').replace('#/schemas/', '');
  const { outer, inner } = namesIn(String(values.fields));
  const has = (one: string, field: string) =>
    field === '*' || field in ((description.schemas?.[one]?.properties ?? {}) as object);
  const item = schema === 'FileList' ? 'File' : 'Comment';
  const wrong = outer.find((one) => !has(schema, one)) ?? inner.find((one) => !has(item, one));
  if (wrong === undefined) return undefined;
  return rule('invalidParameter', `Invalid field selection ${wrong}`, 400);
}

/** A search in shared drives must say so. */
function driveProblem({ name, values }: Call): Problem | undefined {
  if (name !== 'files.list') return undefined;
  const { corpora, driveId, includeItemsFromAllDrives, supportsAllDrives } = values;
  const isWide = corpora === 'drive' || corpora === 'allDrives';
  if (isWide && !(includeItemsFromAllDrives && supportsAllDrives)) {
    return rule('invalid', 'The supportsAllDrives parameter must be set.', 400);
  }
  if ((corpora === 'drive') !== (driveId !== undefined)) {
    return rule('invalid', 'A shared drive must be named, and only with corpora=drive.', 400);
  }
  return undefined;
}
