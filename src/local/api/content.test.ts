import { describe, expect, it } from 'vitest';
import { PNG } from '../../../test/support/definitions.js';
import { ask, embedded, withParrot } from '../../../test/support/embedded.js';
import { start } from '../../../test/support/server.js';
import { embeddedLocal } from '../local.js';

const PDF = Buffer.from('%PDF-1.7\n\u0000\u00ff', 'latin1');

async function upload(name: string, bytes: Buffer, by = embedded): Promise<string> {
  const form = new FormData();
  form.set('purpose', 'user_data');
  form.set('file', new File([new Uint8Array(bytes)], name));
  const answer = await by('http://local/v1/files', { method: 'POST', body: form });
  return ((await answer.json()) as { id: string }).id;
}

async function say(content: unknown, model = 'oint-guide', by = embedded) {
  const { status, body } = await ask(
    'POST',
    '/v1/chat/completions',
    { model, messages: [{ role: 'user', content }] },
    by,
  );
  const [choice] = (body.choices ?? []) as { message: { content: string } }[];
  return { status, error: body.error, text: choice?.message.content ?? '' };
}

const words = { type: 'text', text: 'How do I upload a file?' };
const asUrl = (bytes: Buffer, type: string) => `data:${type};base64,${bytes.toString('base64')}`;

describe('an image in a message', () => {
  it('can be the ID of a stored file, in both forms of the protocol', async () => {
    const file_id = await upload('a.png', PNG);
    for (const part of [
      { type: 'image_url', image_url: { file_id } },
      { type: 'input_image', file_id },
    ]) {
      const { text } = await say([words, part]);
      expect(text).toContain(`- image/png, ${PNG.length} bytes`);
      expect(text).toContain('UploadFile (openai)');
    }
  });

  it('is what its bytes are, whatever its name', async () => {
    const image_url = { url: asUrl(PNG, 'image/jpeg') };
    expect((await say([{ type: 'image_url', image_url }])).text).toContain('- image/png');
    const file_id = await upload('a.png', Buffer.from('no picture'));
    expect(await say([{ type: 'input_image', file_id }])).toMatchObject({
      status: 400,
      error: { code: 'invalid_image_format' },
    });
  });

  it('is downloaded from its URL by the server’s own fetcher', async () => {
    const server = await start((_, response) => {
      response.writeHead(200, { 'content-type': 'image/png' }).end(PNG);
    });
    const { fetch } = withParrot({
      models: embeddedLocal().models,
      async fetchPicture(url) {
        const answer = await globalThis.fetch(url);
        const type = answer.headers.get('content-type') ?? '';
        return { type, bytes: new Uint8Array(await answer.arrayBuffer()) };
      },
    });
    const image_url = { url: `${server.url}/a.png` };
    const { text } = await say([{ type: 'image_url', image_url }], 'oint-guide', fetch);
    await server.close();
    expect(text).toContain(`- image/png, ${PNG.length} bytes`);
  });
});

describe('a file of a message', () => {
  const file = (about: object) => ({ type: 'file', file: about });

  it('is part of the text if it is a text file', async () => {
    const { fetch } = withParrot();
    const file_id = await upload('notes.md', Buffer.from('buy milk'), fetch);
    const expected = '--- notes.md ---\nbuy milk\n--- end of notes.md ---';
    for (const part of [
      file({ file_id }),
      { type: 'input_file', file_id },
      file({ filename: 'notes.md', file_data: asUrl(Buffer.from('buy milk'), 'text/plain') }),
      file({ filename: 'notes.md', file_data: Buffer.from('buy milk').toString('base64') }),
    ]) {
      expect((await say([words, part], 'parrot', fetch)).text).toBe(`${words.text}\n${expected}`);
    }
  });

  it('does not affect how the question is understood', async () => {
    const file_data = Buffer.from('delete an assistant, list models, send an SMS').toString(
      'base64',
    );
    const { text } = await say([words, file({ file_data, filename: 'x.txt' })]);
    expect(text).toMatch(/^UploadFile \(openai\)/);
  });

  it('is listed if it is not a text file', async () => {
    const file_data = asUrl(PDF, 'application/pdf');
    const { text } = await say([words, file({ filename: 'a.pdf', file_data })]);
    expect(text).toContain(`- a.pdf, application/pdf, ${PDF.length} bytes`);
    expect(text).toContain('UploadFile (openai)');
  });

  it.each<[object, number, string]>([
    [{}, 400, 'messages[0].content[0]'],
    [{ file_id: 'file-none' }, 404, 'messages[0].content[0].file_id'],
    [{ file_data: '%%' }, 400, 'messages[0].content[0].file_data'],
    [{ file_data: 'aGk=', filename: 7 }, 400, 'messages[0].content[0].filename'],
    [{ file_url: 'http://127.0.0.1/a' }, 400, 'messages[0].content[0].file_url'],
  ])('%j is refused', async (about, status, param) => {
    expect(await say([file(about)])).toMatchObject({ status, error: { param } });
  });
});
