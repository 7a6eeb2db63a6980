// Neocities: endpoints and responses from notes on the server's own source.

const DATE = 'Mon, 02 Nov 2026 12:00:00 -0000';
const INFO = {
  ...{ sitename: 'my-site', views: 1, hits: 1, created_at: DATE, last_updated: DATE },
  ...{ domain: null, tags: ['text'], supporter: false },
};

const OPERATIONS = {
  'GET /info': { params: { sitename: 'string' }, places: ['query'], shape: { info: INFO } },
  'GET /key': { params: {}, places: ['query'], shape: { api_key: 'text' } },
  'GET /list': { params: { path: 'string' }, places: ['query'], shape: { files: [] } },
  'POST /upload': { params: { '*': {} }, places: ['multipart'], shape: { message: 'text' } },
  'POST /delete': {
    params: { 'filenames!': { type: 'array', items: { type: 'string' } } },
    shape: { message: 'text' },
  },
  'POST /upload_hash': { params: { '*': 'string' }, shape: { files: {} } },
};

export default async function describe(read) {
  const { endpoints } = await read('facts.json');
  const operations = Object.entries(OPERATIONS).map(([name, { shape, ...operation }]) => {
    if (!endpoints[name]) throw new Error(`the notes have no ${name}`);
    const [verb, path] = name.split(' ');
    return [name, { verbs: [verb], path, ...operation, shape: { result: 'success', ...shape } }];
  });
  return {
    'description.json': {
      title: 'Neocities API',
      sources: [
        {
          from: 'github.com/neocities/neocities e46882d9',
          date: '2026-08-06',
          licence: 'BSD-2-Clause',
        },
      ],
      base: '/api',
      verbs: ['POST'],
      places: ['form'],
      nesting: 'brackets',
      operations: Object.fromEntries(operations),
    },
  };
}
