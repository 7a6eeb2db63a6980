import { service } from '../../core/definition/service.js';
import { auth } from './auth.js';
import { signingIn } from './login.js';

export default service({
  name: 'yandex',
  title: 'Yandex ID',
  category: 'Yandex',
  summary: 'Access tokens for Yandex services',
  address: 'https://oauth.yandex.ru',
  regions: { Public: auth, 'Sign-in': signingIn },
});
