import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../../test/support/failure.js';
import { json, start } from '../../../test/support/server.js';
import { HttpError, InputError, OintError, ResponseError } from '../../core/errors/errors.js';
import * as telegram from './index.js';
import { BotServer, refuse, TOKEN } from './testing/bot-server.js';

const server = await BotServer.start();
beforeEach(() => server.reset());

const message = { token: TOKEN, chat: 1, text: 'x' };
const send = (more: object = {}) => telegram.sendTextMessage(message, { ...server.here, ...more });

describe('an error has Telegram’s description and what to do', () => {
  // The descriptions are those of api.telegram.org.
  it.each<[number, string, RegExp]>([
    [400, 'Bad Request: chat not found', /must have started the bot/],
    [
      400,
      "Bad Request: can't parse entities: Can't find end of the entity starting at byte offset 5",
      /set parseMode to none/,
    ],
    [
      400,
      "Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
      /escapeMarkdownV2/,
    ],
    [400, 'Bad Request: message is too long', /4096/],
    [400, 'Bad Request: message caption is too long', /1024/],
    [400, 'Bad Request: not enough rights to restrict/unrestrict chat member', /administrator/],
    [400, 'Bad Request: wrong file identifier/HTTP URL specified', /not a file_id/],
    [400, 'Bad Request: file is too big', /20 MB/],
    [400, 'Bad Request: the chat is not a forum', /no topics/],
    [400, 'Bad Request: message thread not found', /CreateForumTopic/],
    [401, 'Unauthorized', /Check token/],
    [403, 'Forbidden: bot was blocked by the user', /has blocked the bot/],
    [403, "Forbidden: bot can't initiate conversation with a user", /must start it/],
    [403, 'Forbidden: bot was kicked from the supergroup chat', /add it/],
    [403, 'Forbidden: something new', /check its permissions/],
    [404, 'Not Found', /Check token/],
    [
      409,
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      /DeleteWebhook first/,
    ],
    [
      409,
      'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
      /Another program/,
    ],
    [413, 'Request Entity Too Large', /50 MB.*2000 MB/],
  ])('%i %s', async (status, description, hint) => {
    server.on((_, response) => refuse(response, status, description));
    const error = await failure(send(), HttpError);
    expect(error).toMatchObject({
      status,
      exitStatus: 1,
      body: { error_code: status, description },
    });
    expect(error.message.replaceAll('\\', '')).toContain(description.replaceAll('\\', ''));
    expect(error.hint).toMatch(hint);
    expect(error.message).toContain(error.hint);
  });

  it('a group that has moved: its new ID', async () => {
    server.on((_, response) =>
      refuse(response, 400, 'Bad Request: group chat was upgraded to a supergroup chat', {
        migrate_to_chat_id: -1001234567890,
      }),
    );
    expect((await failure(send(), HttpError)).hint).toMatch(/-1001234567890/);
  });

  it('ok: false is an error, whatever the status', async () => {
    server.on((_, response) =>
      json(response, {
        ok: false,
        error_code: 403,
        description: 'Forbidden: bot was blocked by the user',
      }),
    );
    const error = await failure(send(), HttpError);
    expect(error).toMatchObject({ status: 403, code: 'http', retryable: false });
    expect(error.message).toMatch(
      /^telegram SendTextMessage: the server returned 403 Forbidden: Forbidden: bot/,
    );
    expect(error.hint).toMatch(/has blocked the bot/);
  });

  it.each([[{}], [[]], [null], ['ok'], [{ ok: 'true', result: 1 }], [{ result: 1 }]])(
    'a response that is not from the Bot API: %j',
    async (body) => {
      server.on((_, response) => json(response, body));
      const error = await failure(send(), ResponseError);
      expect(error.message).toMatch(/not a Bot API response/);
      expect(error.hint).toMatch(/baseUrl/);
    },
  );
});

describe('429', () => {
  it('is waited out as retry_after says, also for a message, because it was not sent', async () => {
    server.on(({ fields }, response, index) =>
      index === 0
        ? refuse(response, 429, 'Too Many Requests: retry after 0.05', { retry_after: 0.05 })
        : json(response, { ok: true, result: { text: fields.text } }),
    );
    const lines: string[] = [];
    const debug = (line: string) => lines.push(line);
    const answer = await send({ retries: 1, debug });
    expect(answer).toEqual({ ok: true, result: { text: 'x' } });
    expect(server.calls).toHaveLength(2);
    expect(lines.join('\n')).toContain('again in 50 ms');
  });

  it('also in a response with status 200', async () => {
    server.on((_, response, index) =>
      index === 0
        ? json(response, {
            ok: false,
            error_code: 429,
            description: 'x',
            parameters: { retry_after: 0 },
          })
        : json(response, { ok: true, result: true }),
    );
    await expect(send({ retries: 1 })).resolves.toEqual({ ok: true, result: true });
  });

  it('is an error with the waiting time, if that is too long', async () => {
    server.on((_, response) =>
      refuse(response, 429, 'Too Many Requests: retry after 3000', { retry_after: 3000 }),
    );
    const error = await failure(send({ retries: 5 }), HttpError);
    expect(error.hint).toMatch(/3000 s/);
    expect(server.calls).toHaveLength(1);
  });

  it('a message is not sent again if it may have arrived', async () => {
    server.on((_, response) => refuse(response, 500, 'Internal Server Error'));
    await failure(send({ retries: 3 }), HttpError);
    expect(server.calls).toHaveLength(1);
  });
});

describe('the token is never shown', () => {
  const secret = TOKEN.split(':')[1]!;
  const forms = [TOKEN, secret, encodeURIComponent(TOKEN), Buffer.from(TOKEN).toString('base64')];

  async function shown(
    calling: (debug: (line: string) => void) => Promise<unknown>,
  ): Promise<string> {
    const lines: string[] = [];
    const error = await failure(
      calling((line) => lines.push(line)),
      OintError,
    );
    const seen = [error.message, error.stack, JSON.stringify(error), inspect(error, { depth: 9 })];
    return [...seen, ...lines].join('\n');
  }

  function expectHidden(text: string): void {
    for (const form of forms) expect(text).not.toContain(form);
    expect(text).toContain('***');
  }

  it.each<[string, (path: string) => object]>([
    ['the path', (path) => ({ description: `no route ${path}` })],
    ['the token alone', () => ({ description: `bad token ${TOKEN}`, token: TOKEN })],
    ['its second half', () => ({ description: `bad key ${secret}` })],
    ['URL-encoded', () => ({ description: encodeURIComponent(TOKEN) })],
  ])('if the server repeats %s', async (_, body) => {
    server.on(({ request }, response) => json(response, { ok: false, ...body(request.path) }, 404));
    expectHidden(await shown((debug) => send({ debug })));
  });

  it('in a redirect and its target', async () => {
    const other = await start((request, response) =>
      json(response, { description: request.path }, 400),
    );
    server.on(({ request }, response) => {
      response.writeHead(307, { location: `${other.url}${request.path}?token=${TOKEN}` }).end();
    });
    expectHidden(await shown((debug) => send({ debug })));
    expectHidden(await shown((debug) => send({ debug, baseUrl: `${server.url}/x` })));
  });

  it('in the URL of a file', async () => {
    server.on(({ token }, response) => {
      if (token) json(response, { ok: true, result: { file_path: 'photos/file_0.jpg' } });
      else refuse(response, 404, `Not Found: /file/bot${TOKEN}/photos/file_0.jpg`);
    });
    const file = { token: TOKEN, fileId: 'x' };
    const text = await shown((debug) => telegram.downloadFile(file, { ...server.here, debug }));
    expectHidden(text);
    expect(text).toMatch(/GET http:\/\/127\.0\.0\.1:\d+\/file\/bot\*\*\*\/photos\/file_0\.jpg/);
  });

  it('in a dry run, for every method', async () => {
    const { default: service } = await import('./service.js');
    const { exampleInput } = await import('../../../test/support/definitions.js');
    const { folder } = await import('../../../test/support/folder.js');
    const files = await folder();
    const media = new Map([
      [Buffer.from('1'), 'photo'],
      [Buffer.from('2'), 'photo'],
    ]);
    for (const definition of service.methods.values()) {
      if (definition.offline) continue;
      const dryRun: string[] = [];
      const input = await exampleInput(definition, { token: TOKEN, media }, files);
      await definition.invoke(input, { dryRun });
      expect(dryRun, definition.name).toHaveLength(1);
      expect(dryRun[0]).toMatch(/^curl 'https:\/\/api\.telegram\.org\/bot\*\*\*\/\w+'/);
      expectHidden(dryRun[0]!);
    }
  });

  it.each([
    ['a space', `${TOKEN} x`],
    ['a line break', `${TOKEN}\n`],
    ['nothing', ''],
    ['half a character', `${TOKEN}\ud800`],
    ['bot before it', `bot${TOKEN}`],
  ])('a token with %s is refused, and nothing is sent', async (_, token) => {
    const calling = telegram.getBotInformation({ token }, server.here);
    const error = await failure(calling, InputError);
    expect(error).toMatchObject({ param: 'token', exitStatus: 2 });
    expect(inspect(error)).not.toContain(secret);
    expect(server.calls).toHaveLength(0);
  });

  it.each([
    '1:../../admin',
    '1:a/b',
    '1:a?b=c',
    '1:a#b',
    '1:a%2Fb',
    '..',
    '1:a\\b',
    '1:a@evil.com',
  ])('the token %s does not lead to another path', async (token) => {
    server.on((_, response) => json(response, { ok: true, result: true }));
    await telegram.getBotInformation({ token }, server.here).catch(() => {});
    for (const { request } of server.calls) {
      expect(request.path).toMatch(/^\/bot[^/?#]+\/getMe$/);
      expect(decodeURIComponent(request.path)).toBe(`/bot${token}/getMe`);
    }
  });
});
