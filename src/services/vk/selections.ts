import { bytes, flag, text } from '../../core/definition/kinds/index.js';
import { ownerOf } from './auth.js';
import { id, ids, oneOrZero, ownId, product, selection } from './fields.js';
import { productPhotoId } from './upload.js';
import { custom, owned, send, table } from './wire.js';

const title = text('Name, up to 128 characters', { example: 'Black tea' });
const IMAGE = { option: 'picture', example: 'tea.jpg' } as const;
const main = flag('Make it the main selection', { default: false });
const hidden = flag('Hide it', { default: false });
const to = id('Selection ID', { option: 'sel', field: 'album_ids', example: '12' });

export const selections = table({
  /** Lists the selections of products. */
  getSelectionList: owned.list('market.getAlbums', 'response.items', {}, { fixed: { count: 100 } }),
  /** Gets selections by their IDs. */
  getSelectionsByID: owned.read('market.getAlbumById', {
    selections: ids('Selection IDs', {
      option: 'sels',
      field: 'album_ids',
      example: "['12','13']",
    }),
  }),
  /**
   * Creates a selection of products.
   *
   * @returns `response.market_album_id` identifies the selection.
   * @see https://dev.vk.com/method/market.addAlbum
   */
  createProductCollection: custom({
    effect: 'write',
    params: { title, image: bytes('Cover, at least 1280 × 720 pixels', IMAGE), main, hidden },
    async run({ auth, title, image, main, hidden }, call) {
      return send(call, { auth }, 'market.addAlbum', {
        owner_id: ownerOf(auth, call),
        title,
        photo_id: await productPhotoId(call, auth, image),
        main_album: oneOrZero(main),
        is_hidden: oneOrZero(hidden),
      });
    },
  }),
  /**
   * Changes the name, the cover and the state of a selection.
   *
   * Without an image, the cover stays. Without the flags, the selection is visible and not the main one.
   *
   * @see https://dev.vk.com/method/market.editAlbum
   */
  editProductCollection: custom({
    effect: 'write',
    params: {
      title,
      selection,
      image: bytes('New cover', { ...IMAGE, optional: true }),
      main,
      hidden,
    },
    async run({ auth, title, selection, image, main, hidden }, call) {
      return send(call, { auth }, 'market.editAlbum', {
        owner_id: ownerOf(auth, call),
        album_id: ownId(selection),
        title,
        photo_id: image && (await productPhotoId(call, auth, image)),
        main_album: oneOrZero(main),
        is_hidden: oneOrZero(hidden),
      });
    },
  }),
  /** Adds products to a selection. */
  addProductToCollection: owned.write('market.addToAlbum', {
    products: ids('Product IDs', {
      option: 'items',
      field: 'item_ids',
      example: "['9134','9135']",
    }),
    selection: to,
  }),
  /** Removes a product from a selection. The product itself is not deleted. */
  removeProductFromSelection: owned.remove('market.removeFromAlbum', { product, selection: to }),
  /** Deletes a selection. Its products are not deleted. */
  deleteSelection: owned.remove('market.deleteAlbum', { selection }),
});
