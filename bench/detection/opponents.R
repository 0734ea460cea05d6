# The R package surveillance on series made by this benchmark: Rscript opponents.R FOLDER FIRST EARLY METHOD [METHOD..]
# FOLDER/series.csv: series, t, date, observed. FIRST: first tested week, EARLY: first week of the cheap methods (from 1).
# Writes FOLDER/answers.csv (method, series, t, alarm, p) and FOLDER/times.csv (method, series, weeks, seconds of CPU).
suppressMessages(library(surveillance))
given <- commandArgs(TRUE)
folder <- given[1]; first <- as.integer(given[2]); early <- as.integer(given[3]); asked <- given[-(1:3)]
all_series <- read.csv(file.path(folder, "series.csv"), stringsAsFactors = FALSE)

flexible <- function(threshold) function(one, weeks) {
  settings <- list(range = weeks, b = 5, w = 3, noPeriods = 10, weightsThreshold = 2.58, pastWeeksNotIncluded = 26,
                   pThresholdTrend = 1, thresholdMethod = threshold, reweight = TRUE, alpha = 0.005, trend = TRUE,
                   limit54 = c(0, 4), powertrans = "2/3", glmWarnings = FALSE)
  told <- farringtonFlexible(one$sts, control = settings)
  list(alarm = told@alarm[, 1], p = told@control$pvalue[, 1])
}
original <- function(one, weeks) {
  settings <- list(range = weeks, b = 5, w = 3, reweight = TRUE, alpha = 0.005, trend = TRUE, limit54 = c(0, 4),
                   powertrans = "2/3")
  list(alarm = farrington(one$sts, control = settings)@alarm[, 1])
}
ears <- function(variant) function(one, weeks)
  list(alarm = earsC(one$sts, control = list(range = weeks, method = variant, baseline = 7, minSigma = 0))@alarm[, 1])
older <- function(algorithm, ...) function(one, weeks)
  list(alarm = as.integer(algorithm(one$disprog, control = list(range = weeks, ...))$alarm))
ratio <- function(...) older(algo.glrnb, mu0 = list(S = 1, trend = FALSE), c.ARL = 5, Mtilde = 1, change = "intercept",
                             dir = "inc", ret = "value", ...)
slow <- list(farrington_flexible = flexible("nbPlugin"), farrington_flexible_delta = flexible("delta"),
             farrington_flexible_muan = flexible("muan"), farrington = original)
cheap <- list(ears_c1 = ears("C1"), ears_c2 = ears("C2"), ears_c3 = ears("C3"),
              cusum = older(algo.cusum, k = 1.04, h = 2.26, m = NULL, trans = "standard"),
              cusum_rossi = older(algo.cusum, k = 1.04, h = 2.26, m = NULL, trans = "rossi"),
              glr_poisson = ratio(alpha = 0, M = -1), glr_negative_binomial = ratio(alpha = NULL, M = -1),
              glr_negative_binomial_cusum = ratio(alpha = NULL, M = 1, theta = log(1.5)),
              bayes1 = older(algo.bayes1), bayes2 = older(algo.bayes2), bayes3 = older(algo.bayes3),
              rki1 = older(algo.rki1), rki2 = older(algo.rki2), rki3 = older(algo.rki3),
              historical_limits = older(algo.cdc, b = 5, m = 1, alpha = 0.005),
              outbreak_p = older(algo.outbreakP, k = 100, ret = "value"))

lengthy <- c("historical_limits", "outbreak_p", "glr_negative_binomial")

cpu <- function() sum(proc.time()[1:2])
append_rows <- function(rows, name) {
  path <- file.path(folder, name)
  write.table(rows, path, sep = ",", row.names = FALSE, quote = FALSE, append = file.exists(path),
              col.names = !file.exists(path), na = "")
}
for (id in unique(all_series$series)) {
  rows <- all_series[all_series$series == id, ]
  one <- list(sts = new("sts", observed = matrix(rows$observed, ncol = 1), epoch = as.numeric(as.Date(rows$date)),
                        epochAsDate = TRUE, freq = 52, start = c(2001, 1)),
              disprog = create.disProg(week = rows$t, observed = rows$observed, state = 0 * rows$t, freq = 52,
                                       start = c(2001, 1)))
  for (name in intersect(asked, c(names(slow), names(cheap)))) {
    weeks <- (if (name %in% names(slow)) first else early):nrow(rows)
    method <- if (name %in% names(slow)) slow[[name]] else cheap[[name]]
    times <- if (name %in% names(slow) || name %in% lengthy) 1 else 20  # the clock ticks in milliseconds
    begun <- cpu()
    for (again in seq_len(times)) told <- suppressWarnings(tryCatch(method(one, weeks), error = function(problem) NULL))
    spent <- (cpu() - begun) / times
    append_rows(data.frame(method = name, series = id, weeks = length(weeks), seconds = spent), "times.csv")
    if (is.null(told)) next
    alarm <- rep(NA, length(weeks)); alarm[seq_along(told$alarm)] <- told$alarm
    p <- if (is.null(told$p)) NA else told$p
    append_rows(data.frame(method = name, series = id, t = weeks, alarm = alarm, p = p), "answers.csv")
  }
}
