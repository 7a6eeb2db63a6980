import type { Behavior } from '../../../../test/stand-in/behavior.js';
import { isRecord, type Values } from '../../../../test/stand-in/description.js';
import type { Answer, Problem } from '../../../../test/stand-in/problem.js';
import type { Received } from '../../../../test/support/server.js';

/** The file field of each kind of upload, and the response of the server for uploads. */
const KINDS: Readonly<Record<string, { field: string; answer(hash: string): Values }>> = {
  wall: { field: 'photo', answer: (hash) => ({ server: 1, photo: '[{"id":1}]', hash }) },
  album: { field: 'file1', answer: (hash) => ({ server: 1, photos_list: '[{"id":1}]', hash }) },
  poll: { field: 'photo', answer: (hash) => ({ photo: '{"id":1}', hash }) },
  product: { field: 'file', answer: (hash) => ({ server: 1, photo: '[{"id":1}]', hash }) },
  story: { field: 'file', answer: (hash) => ({ response: { upload_result: hash } }) },
  video: { field: 'video_file', answer: () => ({ owner_id: -218704372, video_id: 5, size: 10 }) },
};

interface Upload {
  kind: string;
  /** The name of the file, once it has arrived. */
  name?: string;
  id: number;
}

/** The uploads of a stand-in, each with a hash that names it in all steps. */
export class Uploads {
  readonly #all = new Map<string, Upload>();

  readonly operations: NonNullable<Behavior['instead']> = {
    'photos.getWallUploadServer': this.#begins('wall', { album_id: -14, user_id: 1 }),
    'photos.getUploadServer': this.#begins('album', { album_id: 305, user_id: 1 }),
    'polls.getPhotoUploadServer': this.#begins('poll', {}),
    'market.getProductPhotoUploadServer': this.#begins('product', {}),
    'stories.getPhotoUploadServer': this.#begins('story', { user_ids: [] }),
    'video.save': this.#begins('video', { owner_id: -218704372, video_id: 5 }),
    'photos.saveWallPhoto': ({ values }) => this.#saved(values.hash, (photo) => [photo]),
    'photos.save': ({ values }) => this.#saved(values.hash, (photo) => [photo]),
    'polls.savePhoto': ({ values }) => this.#saved(values.hash, ({ id }) => ({ id })),
    'market.saveProductPhoto': ({ values }) => {
      const { hash } = JSON.parse(String(values.upload_response)) as Values;
      return this.#saved(hash, ({ id: photo_id }) => ({ photo_id }));
    },
    'stories.save': ({ values }) =>
      this.#saved([values.upload_results].flat()[0], (story) => ({ count: 1, items: [story] })),
  };

  readonly routes: NonNullable<Behavior['routes']> = {
    'POST /upload/{kind}': (request, { kind }) => this.#arrives(request, String(kind)),
  };

  #begins(kind: string, more: Values) {
    return (_: unknown, { url }: { url: string }): Answer => {
      const hash = `h${String(this.#all.size + 1).padStart(16, '0')}`;
      this.#all.set(hash, { kind, id: this.#all.size + 1 });
      const upload_url = `${url}/upload/${kind}?act=do_add&hash=${hash}`;
      return { body: { response: { upload_url, ...more } } };
    };
  }

  async #arrives({ path, headers, body }: Received, kind: string): Promise<Answer> {
    const { searchParams } = new URL(path, 'http://host');
    const hash = searchParams.get('hash') ?? '';
    const upload = this.#all.get(hash);
    const { field, answer } = KINDS[kind]!;
    if (searchParams.has('access_token') || upload?.kind !== kind) {
      return { body: { error: 'ERR_UPLOAD_BAD_HASH' } };
    }
    const type = { headers: { 'content-type': headers['content-type'] ?? '' } };
    const form = await new Response(new Uint8Array(body), type).formData();
    const file = form.get(field);
    if (file === null || typeof file === 'string') {
      return { body: { error: 'ERR_UPLOAD_FILE_NOT_UPLOADED: file not uploaded' } };
    }
    // Servers for images accept a request with a broken one, and return an empty list.
    if (file.name.endsWith('.txt')) return { body: { ...answer(hash), photo: '[]' } };
    upload.name = file.name;
    return { body: answer(hash) };
  }

  #saved(hash: unknown, show: (photo: Values) => unknown): Answer | Problem {
    const upload = this.#all.get(String(hash));
    if (!isRecord(upload) || upload.name === undefined) {
      return { wrong: 'rule', code: '121', message: 'Invalid hash' };
    }
    return { body: { response: show({ id: upload.id, owner_id: -218704372, text: upload.name }) } };
  }
}
