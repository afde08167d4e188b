export const groups = {
  Project: 'Project',
  Image: 'Image',
  Learn: 'Learn',
  Review: 'Review',
  Tools: 'Tools',
  Edit: 'Edit',
  Classes: 'Classes',
  View: 'View',
  Window: 'Window',
}
