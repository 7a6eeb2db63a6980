export { didYouMean } from '../../core/util/did-you-mean.js';
