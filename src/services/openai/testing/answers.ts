/** Responses in the format of OpenAI's specification, by operation; IDs are `one`. */

const created_at = 1_726_000_000;
const list = (data: readonly { id: string }[]) => ({
  object: 'list',
  data,
  first_id: data[0]?.id ?? '',
  last_id: data.at(-1)?.id ?? '',
  has_more: false,
});

export const message = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: 'Hello!', annotations: [], logprobs: [] }],
};

export const response = {
  id: 'resp_1',
  object: 'response',
  created_at,
  status: 'completed',
  error: null,
  incomplete_details: null,
  instructions: null,
  metadata: {},
  model: 'gpt-5-mini',
  output: [message],
  parallel_tool_calls: true,
  previous_response_id: null,
  temperature: 1,
  tool_choice: 'auto',
  tools: [],
  top_p: 1,
  usage: {
    input_tokens: 9,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: 3,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 12,
  },
};

const empty = { ...response, status: 'in_progress', output: [], usage: null };
const place = { item_id: 'msg_1', output_index: 0, content_index: 0 };
const part = { type: 'output_text', text: '', annotations: [], logprobs: [] };
const added = { ...message, status: 'in_progress', content: [] };

/** A stream of `response`, as OpenAI sends it: without `[DONE]`. */
export const responseEvents: readonly object[] = [
  { type: 'response.created', response: empty },
  { type: 'response.in_progress', response: empty },
  { type: 'response.output_item.added', output_index: 0, item: added },
  { type: 'response.content_part.added', ...place, part },
  { type: 'response.output_text.delta', ...place, delta: 'Hel', logprobs: [] },
  { type: 'response.output_text.delta', ...place, delta: 'lo!', logprobs: [] },
  { type: 'response.output_text.done', ...place, text: 'Hello!', logprobs: [] },
  { type: 'response.content_part.done', ...place, part: message.content[0] },
  { type: 'response.output_item.done', output_index: 0, item: message },
  { type: 'response.completed', response },
].map((event, sequence_number) => ({ ...event, sequence_number }));

const input = {
  id: 'msg_0',
  type: 'message',
  role: 'user',
  status: 'completed',
  content: [{ type: 'input_text', text: 'Hi' }],
};

const categories = [
  'harassment',
  'harassment/threatening',
  'hate',
  'hate/threatening',
  'illicit',
  'illicit/violent',
  'self-harm',
  'self-harm/instructions',
  'self-harm/intent',
  'sexual',
  'sexual/minors',
  'violence',
  'violence/graphic',
];
const byCategory = <T>(value: T) => Object.fromEntries(categories.map((name) => [name, value]));

export const storedFile = {
  id: 'file-1',
  object: 'file',
  bytes: 12,
  created_at,
  expires_at: created_at + 86_400,
  filename: 'a.jsonl',
  purpose: 'fine-tune',
  status: 'processed',
};

const upload = {
  id: 'one',
  object: 'upload',
  bytes: 12,
  created_at,
  filename: 'a.jsonl',
  purpose: 'fine-tune',
  status: 'pending',
  expires_at: 4_000_000_000,
};

const batch = {
  id: 'one',
  object: 'batch',
  endpoint: '/v1/chat/completions',
  input_file_id: 'file-1',
  completion_window: '24h',
  status: 'in_progress',
  created_at,
  request_counts: { total: 3, completed: 1, failed: 0 },
};

const store = {
  id: 'one',
  object: 'vector_store',
  created_at,
  name: 'Manuals',
  usage_bytes: 0,
  file_counts: { in_progress: 1, completed: 0, failed: 0, cancelled: 0, total: 1 },
  status: 'in_progress',
  last_active_at: created_at,
  metadata: {},
};

const storeFile = {
  id: 'file-1',
  object: 'vector_store.file',
  usage_bytes: 0,
  created_at,
  vector_store_id: 'one',
  status: 'in_progress',
  last_error: null,
};

const model = { id: 'one', object: 'model', created: created_at, owned_by: 'openai' };
const images = { created: created_at, data: [{ b64_json: 'AAAA' }] };
const aResponse = '/responses/{response_id}';
const anUpload = '/uploads/{upload_id}';
const aStore = '/vector_stores/{vector_store_id}';
const aStoreFile = `${aStore}/files/{file_id}`;

const answers: Readonly<Record<string, unknown>> = {
  'POST /responses': response,
  [`GET ${aResponse}`]: response,
  [`DELETE ${aResponse}`]: { id: 'one', object: 'response', deleted: true },
  [`POST ${aResponse}/cancel`]: { ...response, status: 'cancelled' },
  [`GET ${aResponse}/input_items`]: list([input]),
  'POST /images/edits': images,
  'POST /images/variations': images,
  'POST /completions': {
    id: 'cmpl-1',
    object: 'text_completion',
    created: created_at,
    model: 'gpt-5-mini',
    choices: [{ index: 0, text: ' a time', logprobs: null, finish_reason: 'length' }],
    usage: { prompt_tokens: 2, completion_tokens: 2, total_tokens: 4 },
  },
  'POST /moderations': {
    id: 'modr-1',
    model: 'omni-moderation-latest',
    results: [
      {
        flagged: false,
        categories: byCategory(false),
        category_scores: byCategory(0.001),
        category_applied_input_types: byCategory(['text']),
      },
    ],
  },
  'POST /audio/translations': { text: 'Hello there.' },
  'GET /models/{model}': model,
  'DELETE /models/{model}': { id: 'one', object: 'model', deleted: true },
  'POST /uploads': upload,
  [`POST ${anUpload}/parts`]: {
    id: 'part_1',
    object: 'upload.part',
    created_at,
    upload_id: 'one',
  },
  [`POST ${anUpload}/complete`]: { ...upload, status: 'completed', file: storedFile },
  [`POST ${anUpload}/cancel`]: { ...upload, status: 'cancelled' },
  'POST /batches': batch,
  'GET /batches/{batch_id}': batch,
  'POST /batches/{batch_id}/cancel': { ...batch, status: 'cancelling' },
  'GET /batches': list([batch]),
  'POST /vector_stores': store,
  'GET /vector_stores': list([store]),
  [`GET ${aStore}`]: store,
  [`POST ${aStore}`]: store,
  [`DELETE ${aStore}`]: { id: 'one', object: 'vector_store.deleted', deleted: true },
  [`POST ${aStore}/files`]: storeFile,
  [`GET ${aStore}/files`]: list([storeFile]),
  [`GET ${aStoreFile}`]: storeFile,
  [`DELETE ${aStoreFile}`]: { id: 'file-1', object: 'vector_store.file.deleted', deleted: true },
  [`POST ${aStore}/search`]: {
    object: 'vector_store.search_results.page',
    search_query: ['How is a file uploaded?'],
    data: [
      {
        file_id: 'file-1',
        filename: 'manual.md',
        score: 0.9,
        attributes: { year: 2026 },
        content: [{ type: 'text', text: 'UploadFile uploads a file.' }],
      },
    ],
    has_more: false,
    next_page: null,
  },
};

/** How to request an operation with the IDs of these responses, and its response. */
export function answersByRoute(): [route: string, answer: unknown][] {
  return Object.entries(answers).map(([operation, answer]) => [
    operation.replace('{file_id}', 'file-1').replace(/\{\w+\}/, 'one'),
    answer,
  ]);
}
