/**
 * Proof that runsv, runsvdir and sv can take the place of C runit's: every scenario runs on both. {@code agree()} stands for the
 * contract; {@code differ(...)} names a fault of C that is mended, or the newer version of it that is followed, and says what each does.
 *
 * <p>{@code -Ddogwatch.bin=DIR} tests other programs than those of tools/build; given the oracle's own directory, exactly the scenarios
 * with {@code differ} fail.
 */
package dev.dogwatch.equivalence;
