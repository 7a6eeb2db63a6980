import { list, number, texts } from '../../core/definition/kinds/index.js';
import { skus, taskId } from './fields.js';
import { retired } from './retired.js';
import { custom, read, table } from './wire.js';

export const productDetails = table({
  /**
   * Fails: Ozon has removed the upload of activation codes to a product.
   *
   * Since then, codes are uploaded for each order of a digital product. No method here does that.
   *
   * @throws {InputError} Always. No request is sent.
   */
  uploadProductActivationCodes: custom({
    effect: 'write',
    offline: true,
    params: {
      productId: number('Product ID', { option: 'productid', example: '137208233' }),
      codes: list(texts, 'Activation code, or several', { example: "['AAAA-BBBB']" }),
    },
    run: (_, call) =>
      retired(call, 'Codes are now uploaded per order: POST /v1/posting/digital/codes/upload.'),
  }),
  /** Gets how many users wait for a product to be in stock. */
  getProductSubscribersCount: read('/v1/product/info/subscription', { sku: skus('skus') }),
  /** Gets the SKUs of the same product in FBO and FBS, for up to 200 SKUs. */
  getRelatedSKUs: read('/v1/product/related-sku/get', { sku: skus('sku') }),
  /** Gets the status of a task that creates or updates products. */
  getProductCreationStatus: read('/v1/product/import/info', { taskId }),
  /**
   * Fails: Ozon has removed the status of uploads of activation codes.
   *
   * @throws {InputError} Always. No request is sent.
   */
  getCodesUploadStatus: custom({
    effect: 'read',
    offline: true,
    params: { taskId },
    run: (_, call) =>
      retired(call, 'Codes are now uploaded per order, and the response has the result.'),
  }),
});
