// Dropbox: the vendor's own specification as JSON Schema, and example results by hand.
import { prosaic, terse } from './schemas.mjs';

const FILE = {
  ...{ '.tag': 'file', name: 'q3.pdf', id: 'id:a4ayc_80_OEAAAAAAAAAYa', rev: 'a1c10ce0dd78' },
  ...{ path_lower: '/reports/q3.pdf', path_display: '/Reports/q3.pdf', size: 8 },
  ...{ client_modified: '2026-11-02T12:00:00Z', server_modified: '2026-11-02T12:00:00Z' },
};
const FOLDER = {
  ...{ '.tag': 'folder', name: 'Reports', id: 'id:a4ayc_80_OEAAAAAAAAAXz' },
  ...{ path_lower: '/reports', path_display: '/Reports' },
};
const ACCOUNT = {
  account_id: 'dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc',
  name: { given_name: 'Ann', surname: 'Lee', display_name: 'Ann Lee' },
  ...{ email: 'ann@example.com', email_verified: true, disabled: false },
};
const SHARED = { '.tag': 'complete', name: 'Reports', shared_folder_id: '84528192421' };

const RESULTS = {
  'users/get_current_account': ACCOUNT,
  'users/get_account': ACCOUNT,
  'users/get_space_usage': { used: 8, allocation: { '.tag': 'individual', allocated: 2147483648 } },
  'files/get_metadata': FILE,
  'files/list_folder': {
    entries: [FOLDER, FILE],
    cursor: 'ZtkX9_EHj3x7PMkVuFIhwKYXEpwpLwyxp9vMKomUhllil9q7eWiAu',
    has_more: false,
  },
  'files/list_folder/continue': {
    entries: [FILE],
    cursor: 'ZtkX9_EHj3x7PMkVuFIhwKYXEpwpLwyxp9vMKomUhllil9q7eWiAu',
    has_more: false,
  },
  'files/get_preview': {},
  'files/upload': FILE,
  'files/upload_session/start': { session_id: '1234faaf0678bcde' },
  'files/upload_session/append_v2': null,
  'files/upload_session/finish': FILE,
  'files/save_url': { '.tag': 'async_job_id', async_job_id: 'dbjid:AAC9' },
  'files/save_url/check_job_status': { ...FILE, '.tag': 'complete' },
  'files/delete_v2': { metadata: FILE },
  'files/permanently_delete': null,
  'files/copy_v2': { metadata: FILE },
  'files/move_v2': { metadata: FILE },
  'files/create_folder_v2': { metadata: FOLDER },
  'files/download': {},
  'files/download_zip': {},
  'files/list_revisions': { is_deleted: false, entries: [FILE], has_more: false },
  'files/restore': FILE,
  'files/tags/get': {
    paths_to_tags: [
      { path: '/Reports/q3.pdf', tags: [{ '.tag': 'user_generated_tag', tag_text: 'tea' }] },
    ],
  },
  'files/tags/add': null,
  'files/tags/remove': null,
  'sharing/share_folder': SHARED,
  'sharing/unshare_folder': { '.tag': 'complete' },
  'sharing/add_file_member': [
    {
      member: { '.tag': 'email', email: 'ann@example.com' },
      result: { '.tag': 'success', success: { '.tag': 'viewer' } },
    },
  ],
  'sharing/add_folder_member': null,
  'sharing/check_job_status': { '.tag': 'complete' },
  'sharing/check_share_job_status': SHARED,
  'sharing/unshare_file': null,
};

export default async function describe(read) {
  const { routes, definitions } = await read('routes.json');
  const operations = Object.entries(RESULTS).map(([name, shape]) => {
    const { arg } = routes[name];
    const { properties = {}, required = [] } = arg.$ref ? definitions[nameIn(arg.$ref)] : {};
    const params = Object.entries(properties).map(([field, schema]) => [
      `${field}${required.includes(field) ? '!' : ''}`,
      plain(schema),
    ]);
    return [name, { params: Object.fromEntries(params), example: shape }];
  });
  return {
    'description.json': {
      title: 'Dropbox API v2',
      sources: [
        {
          from: 'github.com/dropbox/dropbox-api-spec 0d994ebe',
          date: '2026-08-05',
          licence: 'MIT',
        },
      ],
      base: '/2',
      verbs: ['POST'],
      places: ['json'],
      nesting: 'json',
      schemas: needed(operations, definitions),
      operations: Object.fromEntries(operations),
    },
  };
}

const nameIn = (ref) => ref.replace('#/definitions/', '');

/** The schemas that the arguments refer to, and those that these refer to. */
function needed(operations, definitions) {
  const found = {};
  const look = (value) => {
    for (const [, name] of JSON.stringify(value).matchAll(
      /#\/(?:schemas|definitions)\/([\w.]+)/g,
    )) {
      if (found[name]) continue;
      found[name] = plain(definitions[name]);
      look(found[name]);
    }
  };
  look(operations);
  return found;
}

/** Patterns match the whole text; the tag of a union may be sent as a text. */
function plain(schema) {
  const text = JSON.stringify(terse(prosaic(unions(schema))));
  return JSON.parse(text.replaceAll('#/definitions/', '#/schemas/'));
}

function unions(schema) {
  if (Array.isArray(schema)) return schema.map(unions);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { pattern, default: _, format: __, ...others } = schema;
  const made = Object.fromEntries(Object.entries(others).map(([key, one]) => [key, unions(one)]));
  if (typeof pattern === 'string') made.pattern = `^(?:${pattern})$`;
  if (!schema['x-union']) return made;
  const tags = made.anyOf.map(({ properties }) => properties['.tag'].const);
  return { anyOf: [{ enum: tags }, ...made.anyOf.map((one) => ({ type: 'object', ...one }))] };
}
