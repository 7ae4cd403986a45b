/*
 * Folders that a verb has made for itself, and takes away again.
 */
#ifndef QN_CLI_REMOVE_H
#define QN_CLI_REMOVE_H

/* Removes a folder with all that is in it; links are removed, and not followed. It needs no memory
 * of the heap, so that nothing is left where a run ends for want of it. What cannot be removed
 * stays without a word. */
void qn_folder_remove(const char *path);

#endif
