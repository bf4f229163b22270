/* Ends at once: what is left is what it took to get here. */
int main(void) {
  return 0;
}
