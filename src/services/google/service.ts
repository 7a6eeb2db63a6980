import { service } from '../../core/definition/service.js';
import { auth } from './auth.js';
import { signingIn } from './login.js';

export default service({
  name: 'google',
  title: 'Google Workspace',
  category: 'Google',
  summary: 'Access tokens for Google services',
  address: 'https://oauth2.googleapis.com',
  regions: { Public: auth, 'Sign-in': signingIn },
});
