# k-means stability by fpc::clusterboot on the table given, for k = 2..8: seconds and mean Jaccard.
arguments <- commandArgs(trailingOnly = TRUE)
if (!requireNamespace("fpc", quietly = TRUE)) {
  cat("the package fpc is not installed\n")
  quit(status = 3)
}
table <- as.matrix(read.csv(arguments[1], header = FALSE))
resamples <- as.integer(arguments[2])
starts <- as.integer(arguments[3])
often <- arguments[4] == "often"  # count a row as often as it was drawn
set.seed(1)
jaccard <- numeric(0)
started <- proc.time()[["elapsed"]]
for (k in 2:8) {
  boot <- fpc::clusterboot(table, B = resamples, bootmethod = "boot", multipleboot = often,
    clustermethod = fpc::kmeansCBI, krange = k, runs = starts, count = FALSE)
  jaccard <- c(jaccard, mean(boot$bootmean))
}
cat(proc.time()[["elapsed"]] - started, "\n")
cat(jaccard, "\n")
