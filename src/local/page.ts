import { readFile } from 'node:fs/promises';
import { Hono } from 'hono/tiny';
import { built } from '../core/built.js';

const TYPES: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

/**
 * What a browser loads before the user can type the token: the page's own files, but no API
 * responses.
 */
export const pagePaths: ReadonlySet<string> = new Set([
  '/',
  ...Object.keys(TYPES).map((name) => `/${name}`),
]);

/** The page loads nothing from other sites and cannot be framed. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Serves the page: a chat with the server's models. The sources are in `src/local/page/`. */
export const page = new Hono();

page.get('/:name?', async (context, next) => {
  const name = context.req.param('name') ?? 'index.html';
  if (!Object.hasOwn(TYPES, name)) return next();
  return context.body(await readFile(built(`page/${name}`)), 200, {
    'content-type': TYPES[name]!,
    'content-security-policy': POLICY,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
});
